using OnnxRecs.Data;

namespace OnnxRecs.Study.Analysis;

/// <summary>Which genres people of an occupation take more or less of than others do.</summary>
/// <param name="Occupations">At most <see cref="MostOccupations"/> of those with events, the most users first.</param>
/// <param name="OccupationsLeftOut">Rarer occupations that are not shown.</param>
/// <param name="Users">Users with events, for each occupation.</param>
/// <param name="Events">Their events.</param>
/// <param name="Genres">At most <see cref="MostGenres"/>, the most taken first.</param>
/// <param name="GenresLeftOut">Rarer genres that are not shown.</param>
/// <param name="Lift">
/// [occupation][genre]: (share of the occupation's events that have the genre) / (share of all events of users with a known occupation that have
/// it). 1: as everybody; 2: twice as often.
/// </param>
public sealed record OccupationGenres(
    string[] Occupations, int OccupationsLeftOut, int[] Users, long[] Events, string[] Genres, int GenresLeftOut, double[][] Lift)
{
    internal const int MostGenres = 20, MostOccupations = 30;

    /// <summary>Null where no event has both a user of known occupation and an item of known genre. O(n) for the genres of all events.</summary>
    internal static OccupationGenres? Of(Interactions events, DatasetFacts facts)
    {
        Dictionary<string, int> users = CountUsers(events, facts.People);
        string[] shown = [.. users.OrderByDescending(row => row.Value).ThenBy(row => row.Key, StringComparer.Ordinal).Take(MostOccupations).Select(row => row.Key)];

        int genreCount = facts.Catalog.GenreNames.Length;
        long all = 0;
        long[] totals = new long[shown.Length], ofGenre = new long[genreCount];
        long[][] counts = [.. shown.Select(_ => new long[genreCount])];
        for (int user = 0; user < events.UserCount; user++)
        {
            string occupation = facts.People.Occupations[user];
            ReadOnlySpan<int> history = events.HistoryOf(user);
            if (occupation.Length == 0 || history.IsEmpty) continue;
            all += history.Length;
            int row = Array.IndexOf(shown, occupation);
            if (row >= 0) totals[row] += history.Length;
            foreach (int item in history)
            {
                foreach (int genre in facts.Catalog.Genres[item])
                {
                    ofGenre[genre]++;
                    if (row >= 0) counts[row][genre]++;
                }
            }
        }
        int[] taken = [.. Enumerable.Range(0, genreCount).Where(genre => ofGenre[genre] > 0).OrderByDescending(genre => ofGenre[genre]).ThenBy(genre => genre)];
        if (taken.Length == 0) return null;

        int[] genres = [.. taken.Take(MostGenres)];
        return new OccupationGenres(
            shown,
            users.Count - shown.Length,
            [.. shown.Select(name => users[name])],
            totals,
            [.. genres.Select(genre => facts.Catalog.GenreNames[genre])],
            taken.Length - genres.Length,
            [.. counts.Select((row, r) => genres.Select(genre => row[genre] / (double)totals[r] / (ofGenre[genre] / (double)all)).ToArray())]);
    }

    private static Dictionary<string, int> CountUsers(Interactions events, UserCatalog people)
    {
        var users = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int user = 0; user < events.UserCount; user++)
        {
            string occupation = people.Occupations[user];
            if (occupation.Length > 0 && !events.HistoryOf(user).IsEmpty) users[occupation] = users.GetValueOrDefault(occupation) + 1;
        }
        return users;
    }
}
