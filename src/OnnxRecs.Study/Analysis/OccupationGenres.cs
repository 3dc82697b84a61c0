using OnnxRecs.Data;

namespace OnnxRecs.Study.Analysis;

/// <summary>Which genres people of an occupation take more or less of than others do.</summary>
/// <param name="Occupations">Those with events, the most users first.</param>
/// <param name="Users">Users with events, for each occupation.</param>
/// <param name="Events">Their events.</param>
/// <param name="Genres">At most <see cref="MostGenres"/>, the most taken first.</param>
/// <param name="GenresLeftOut">Rarer genres that are not shown.</param>
/// <param name="Lift">
/// [occupation][genre]: (share of the occupation's events that have the genre) / (share of all events of users with a known occupation that have
/// it). 1: as everybody; 2: twice as often.
/// </param>
public sealed record OccupationGenres(string[] Occupations, int[] Users, long[] Events, string[] Genres, int GenresLeftOut, double[][] Lift)
{
    internal const int MostGenres = 20;

    /// <summary>Null where no event has both a user of known occupation and an item of known genre. O(n) for the genres of all events.</summary>
    internal static OccupationGenres? Of(Interactions events, DatasetFacts facts)
    {
        string[] names = [.. facts.People.Occupations.Where(name => name.Length > 0).Distinct().Order(StringComparer.Ordinal)];
        int genreCount = facts.Catalog.GenreNames.Length;
        int[] users = new int[names.Length];
        long[] totals = new long[names.Length], ofGenre = new long[genreCount];
        long[][] counts = [.. names.Select(_ => new long[genreCount])];
        for (int user = 0; user < events.UserCount; user++)
        {
            int row = Array.BinarySearch(names, facts.People.Occupations[user], StringComparer.Ordinal);
            ReadOnlySpan<int> history = events.HistoryOf(user);
            if (row < 0 || history.IsEmpty) continue;
            users[row]++;
            totals[row] += history.Length;
            foreach (int item in history)
            {
                foreach (int genre in facts.Catalog.Genres[item])
                {
                    counts[row][genre]++;
                    ofGenre[genre]++;
                }
            }
        }
        int[] taken = [.. Enumerable.Range(0, genreCount).Where(genre => ofGenre[genre] > 0).OrderByDescending(genre => ofGenre[genre]).ThenBy(genre => genre)];
        if (taken.Length == 0) return null;

        int[] rows = [.. Enumerable.Range(0, names.Length).Where(row => totals[row] > 0).OrderByDescending(row => users[row]).ThenByDescending(row => totals[row])];
        int[] shown = [.. taken.Take(MostGenres)];
        double all = totals.Sum();
        return new OccupationGenres(
            [.. rows.Select(row => names[row])],
            [.. rows.Select(row => users[row])],
            [.. rows.Select(row => totals[row])],
            [.. shown.Select(genre => facts.Catalog.GenreNames[genre])],
            taken.Length - shown.Length,
            [.. rows.Select(row => shown.Select(genre => counts[row][genre] / (double)totals[row] / (ofGenre[genre] / all)).ToArray())]);
    }
}
