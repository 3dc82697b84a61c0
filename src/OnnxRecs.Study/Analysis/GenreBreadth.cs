using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Study.Analysis;

/// <summary>How many different genres users meet.</summary>
/// <param name="Users">Entry g: users with events of exactly g genres. Users without events are left out.</param>
/// <param name="Mean">Genres per user.</param>
/// <param name="Median">Half of the users meet at most so many.</param>
public sealed record GenreBreadth(int[] Users, double Mean, double Median)
{
    /// <summary>Null where no item has a genre, or there are no events. O(n) for the genres of all events.</summary>
    internal static GenreBreadth? Of(Interactions events, ItemCatalog catalog)
    {
        int[] lastUser = new int[catalog.GenreNames.Length];
        Array.Fill(lastUser, -1);
        var breadths = new List<int>();
        for (int user = 0; user < events.UserCount; user++)
        {
            ReadOnlySpan<int> history = events.HistoryOf(user);
            if (history.IsEmpty) continue;
            int met = 0;
            foreach (int item in history)
            {
                foreach (int genre in catalog.Genres[item])
                {
                    if (lastUser[genre] == user) continue;
                    lastUser[genre] = user;
                    met++;
                }
            }
            breadths.Add(met);
        }
        if (breadths.Count == 0 || breadths.Max() == 0) return null;
        breadths.Sort();
        int[] users = new int[breadths[^1] + 1];
        foreach (int breadth in breadths) users[breadth]++;
        return new GenreBreadth(users, breadths.Average(), Quantile.Of(breadths.ToArray(), 0.5));
    }
}
