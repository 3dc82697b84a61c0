using System.Globalization;
using System.Text;
using OnnxRecs.Artifacts;
using OnnxRecs.Data.Sample;

namespace OnnxRecs.Data;

/// <summary>Invents a small set of film ratings in the csv format of MovieLens: structured like real data, and free to be passed on.</summary>
/// <remarks>
/// Equal options give equal bytes. What is in it to be learned: hidden kinds of taste, drift of taste over time, an order in which the films
/// of a kind tend to be seen, a long-tailed popularity, and biases of people and films. See <see cref="FilmInventor"/> and <see cref="RatingInventor"/>.
/// </remarks>
public static class SampleGenerator
{
    /// <summary>Writes <c>ratings.csv</c>, <c>movies.csv</c> and <c>README.md</c> into a folder. Well under a second with the defaults.</summary>
    /// <exception cref="InputException">The options contradict each other.</exception>
    public static void Write(SampleOptions options, string directory)
    {
        Check(options);
        InventedFilm[] films = FilmInventor.Invent(options);
        InventedRating[] ratings = RatingInventor.Invent(options, films);

        var text = new StringBuilder("userId,movieId,rating,timestamp\n");
        foreach (InventedRating rating in ratings)
            text.Append(CultureInfo.InvariantCulture, $"{rating.User + 1},{rating.Film + 1},{rating.Stars:0.0},{rating.Time}\n");
        AtomicFile.WriteText(Path.Combine(directory, "ratings.csv"), text.ToString());

        text.Clear().Append("movieId,title,genres\n");
        for (int film = 0; film < films.Length; film++)
        {
            string title = films[film].Title.Contains(',') ? $"\"{films[film].Title}\"" : films[film].Title;
            text.Append(CultureInfo.InvariantCulture, $"{film + 1},{title},{string.Join('|', films[film].Genres)}\n");
        }
        AtomicFile.WriteText(Path.Combine(directory, "movies.csv"), text.ToString());
        AtomicFile.WriteText(Path.Combine(directory, "README.md"), Readme(options, ratings.Length));
    }

    private static void Check(SampleOptions options)
    {
        var problems = new List<string>();
        if (options.UserCount < 1) problems.Add($"{nameof(options.UserCount)} is {options.UserCount}, expected at least 1");
        if (options.TasteCount < 2) problems.Add($"{nameof(options.TasteCount)} is {options.TasteCount}, expected at least 2");
        if (options.FilmCount < 10 * options.TasteCount || options.FilmCount > FilmInventor.MaxFilms)
            problems.Add($"{nameof(options.FilmCount)} is {options.FilmCount}, expected 10 per taste, {10 * options.TasteCount}, to {FilmInventor.MaxFilms}");
        if (options.MinPerUser < 1 || options.MinPerUser > options.FilmCount / 2)
            problems.Add($"{nameof(options.MinPerUser)} is {options.MinPerUser}, expected 1 to half the films");
        if (options.RatingCount < (long)options.UserCount * options.MinPerUser)
            problems.Add($"{nameof(options.RatingCount)} is {options.RatingCount}, expected at least {(long)options.UserCount * options.MinPerUser}");
        foreach ((string name, double share) in new[]
        {
            (nameof(options.FollowShare), options.FollowShare), (nameof(options.CrowdShare), options.CrowdShare), (nameof(options.DriftShare), options.DriftShare),
        })
        {
            if (share is not (>= 0 and <= 1)) problems.Add($"{name} is {share}, expected 0 to 1");
        }
        if (options.Steepness is not (>= 0 and <= 3)) problems.Add($"{nameof(options.Steepness)} is {options.Steepness}, expected 0 to 3");
        if (problems.Count > 0) throw new InputException($"Sample options: {string.Join("; ", problems)}.");
    }

    private static string Readme(SampleOptions options, int ratings) => string.Create(CultureInfo.InvariantCulture, $"""
        # Sample ratings

        {ratings:N0} ratings of {options.FilmCount:N0} films by {options.UserCount:N0} people, in the csv format of MovieLens. **All of it is invented** by
        `SampleGenerator`: no person rated these films, and no film exists; a title that resembles a real one does so by chance.

        - `ratings.csv`: userId, movieId, rating (0.5 to 5), timestamp (Unix seconds)
        - `movies.csv`: movieId, title with year, genres

        ## How it was made

        Seed {options.Seed}. Each film belongs to one of {options.TasteCount} hidden kinds of taste, which colour its genres, and weighs (rank + 20)^-{options.Steepness} in
        popularity. A person has a main and a second kind; at each sitting the main one changes with probability {options.DriftShare}. Within a sitting the
        next film is, with probability {options.FollowShare}, one of the three that come after the last one in a fixed order of its kind; else, with
        probability {options.CrowdShare}, any film by popularity; else a film of the sitting's kind by popularity. Nobody rates a film twice, or fewer than
        {options.MinPerUser} films. Stars follow the film's quality, the person's bias, how well the kind suits the person, and chance; most people give
        whole stars only.

        The generator writes the same bytes for the same options.

        ## Licence

        CC0 1.0: do with it what you like.

        """).ReplaceLineEndings("\n");
}
