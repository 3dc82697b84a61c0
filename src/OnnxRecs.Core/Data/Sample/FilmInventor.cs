using OnnxRecs.Numerics;

namespace OnnxRecs.Data.Sample;

/// <summary>A film that does not exist.</summary>
/// <param name="Title">With the year.</param>
/// <param name="Genres">Names as MovieLens uses them, in alphabetical order.</param>
/// <param name="Taste">The hidden kind.</param>
/// <param name="Weight">How popular it is.</param>
/// <param name="Quality">Stars above or below the average film.</param>
internal sealed record InventedFilm(string Title, string[] Genres, int Taste, double Weight, double Quality);

/// <summary>Invents films: titles from word lists, genres by kind of taste, long-tailed popularity.</summary>
internal static class FilmInventor
{
    private static readonly string[] Adjectives =
    [
        "Amber", "Borrowed", "Brass", "Clockwork", "Copper", "Crooked", "Distant", "Drowsy", "Eleventh", "Feathered", "Forgetful", "Gilded",
        "Hollow", "Inland", "Ivory", "Lantern", "Left-Handed", "Marble", "Midwinter", "Nettle", "Numbered", "Paper", "Patient", "Quarrelsome",
        "Restless", "Saltwater", "Sleepwalking", "Tangled", "Thirteenth", "Unlit", "Velvet", "Wandering", "Whispering", "Woollen",
    ];

    private static readonly string[] Nouns =
    [
        "Almanac", "Barometer", "Beekeeper", "Cartographer", "Chandelier", "Cormorant", "Dynamo", "Ferryman", "Gardener", "Glasshouse",
        "Harmonium", "Heron", "Inkwell", "Kingfisher", "Ledger", "Lighthouse", "Locksmith", "Marmot", "Metronome", "Miller", "Observatory",
        "Orchard", "Pendulum", "Postmaster", "Quarry", "Sextant", "Signalman", "Teapot", "Thimble", "Turnstile", "Umbrella", "Viaduct",
        "Weathervane", "Windmill",
    ];

    private static readonly string[] Places =
    [
        "Abrinford", "Belcastra", "Corvanne", "Dunmarrow", "Eskeldale", "Farnovia", "Gallowmere", "Hestrand", "Ildovar", "Jorvesk", "Kelmoray",
        "Lundaster", "Morvenna", "Nantoise", "Ostrevia", "Pellingham", "Quorndal", "Rastova", "Sorvik", "Tamberley", "Ulverstane", "Velloway",
    ];

    private static readonly string[] Genres =
    [
        "Action", "Adventure", "Animation", "Children", "Comedy", "Crime", "Documentary", "Drama", "Fantasy", "Film-Noir", "Horror", "Musical",
        "Mystery", "Romance", "Sci-Fi", "Thriller", "War", "Western",
    ];

    // How common each genre is outside the films of its own kind; in the order of Genres.
    private static readonly double[] GenreWeights = [8, 7, 3, 3, 14, 6, 1, 18, 4, 1, 4, 2, 3, 8, 5, 9, 2, 1];

    /// <summary>So many that titles stay easy to find among the possible ones.</summary>
    public const int MaxFilms = 10_000;

    public static InventedFilm[] Invent(SampleOptions options)
    {
        var rng = new Rng(options.Seed, stream: 1);
        // Shuffled, or else the ids would give away ranks and kinds.
        int[] ranks = [.. Enumerable.Range(0, options.FilmCount)];
        int[] tastes = Array.ConvertAll(ranks, film => film % options.TasteCount);
        rng.Shuffle<int>(ranks);
        rng.Shuffle<int>(tastes);

        // A kind's first genre is its own while there are enough of them; the second is a common one, often shared.
        var anyGenre = new WeightedDraw(GenreWeights);
        int[] firstGenres = [.. Enumerable.Range(0, Genres.Length)];
        rng.Shuffle<int>(firstGenres);
        int[] secondGenres = new int[options.TasteCount];
        for (int taste = 0; taste < secondGenres.Length; taste++) secondGenres[taste] = anyGenre.Next(rng);

        var taken = new HashSet<string>();
        var films = new InventedFilm[options.FilmCount];
        for (int film = 0; film < films.Length; film++)
        {
            int taste = tastes[film];
            int first = firstGenres[taste % firstGenres.Length];
            int second = secondGenres[taste];
            string title = Title(rng);
            while (!taken.Add(title)) title = Title(rng);
            // Newer films are more frequent, as in real catalogues.
            int year = 2015 - (int)(70 * Math.Pow(rng.NextDouble(), 2.5));
            double weight = Math.Pow(ranks[film] + 21, -options.Steepness);
            double popular = 1 - 2.0 * ranks[film] / films.Length;
            films[film] = new($"{title} ({year})", GenresOf(rng, first, second, anyGenre), taste, weight, 0.25 * popular + 0.35 * rng.NextGaussian());
        }
        return films;
    }

    private static string[] GenresOf(Rng rng, int first, int second, WeightedDraw any)
    {
        var chosen = new SortedSet<int>();
        if (rng.NextDouble() < 0.75) chosen.Add(first);
        if (rng.NextDouble() < 0.5) chosen.Add(second);
        if (chosen.Count == 0 || rng.NextDouble() < 0.5) chosen.Add(any.Next(rng));
        return [.. chosen.Select(genre => Genres[genre])];
    }

    private static string Title(Rng rng)
    {
        string adjective = Adjectives[rng.NextInt(Adjectives.Length)];
        string noun = Nouns[rng.NextInt(Nouns.Length)];
        string other = Nouns[rng.NextInt(Nouns.Length)];
        string place = Places[rng.NextInt(Places.Length)];
        return rng.NextInt(8) switch
        {
            0 => $"The {adjective} {noun} of {place}",
            1 => $"The {noun} and the {adjective} {other}",
            2 => $"A {noun} for {place}",
            3 => $"{place}, My {adjective} {noun}",
            4 => $"Last {noun} in {place}",
            5 => $"{adjective} {noun}, {adjective} {other}",
            6 => $"The {noun}'s {adjective} {other}",
            _ => $"Return of the {adjective} {noun}",
        };
    }
}
