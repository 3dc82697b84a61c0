using OnnxRecs.Data;

namespace OnnxRecs.Metrics;

/// <summary>The one definition of the long tail: every item but the most popular fifth of the catalogue.</summary>
/// <remarks>
/// Popularity is that of <see cref="RunFacts.Popularity"/>; equally popular items are ordered by the lower index; the head has
/// ceil(items / 5) of them. The cut is that of Abdollahpouri, Burke and Mobasher 2018 (arXiv:1802.05382), who then set the least known items apart as
/// a "distant tail", which we do not; Celma (2008) and others cut where the head has gathered a share of the events. Their numbers are not ours.
/// </remarks>
public static class LongTail
{
    /// <summary>As reports state it.</summary>
    public const string Definition = "all items but the most popular 20 % of the catalogue by training users who liked them, ties by the lower index";

    private const int HeadPart = 5;

    /// <summary>How many items are the head.</summary>
    public static int HeadCount(int itemCount) => (itemCount + HeadPart - 1) / HeadPart;

    /// <summary>For each item whether it belongs to the long tail. O(events + items * log items).</summary>
    /// <param name="positives">What was liked in training.</param>
    public static bool[] Of(Interactions positives)
    {
        int head = HeadCount(positives.ItemCount);
        return Array.ConvertAll(Ranks(LikersOf(positives).OfItems), rank => rank >= head);
    }

    /// <summary>For each item how many users like it, and how many users like anything. A user counts once, however often. O(events).</summary>
    public static (int[] OfItems, int Users) LikersOf(Interactions positives)
    {
        int[] counts = new int[positives.ItemCount], last = new int[positives.ItemCount];
        Array.Fill(last, -1);
        int users = 0;
        for (int user = 0; user < positives.UserCount; user++)
        {
            ReadOnlySpan<int> history = positives.HistoryOf(user);
            if (!history.IsEmpty) users++;
            foreach (int item in history)
            {
                if (last[item] == user) continue;
                last[item] = user;
                counts[item]++;
            }
        }
        return (counts, users);
    }

    /// <summary>For each item its place when the most popular comes first, from 0; equal ones by the lower index. O(n log n).</summary>
    public static int[] Ranks(ReadOnlySpan<int> popularity)
    {
        int[] order = new int[popularity.Length], negated = new int[popularity.Length];
        for (int item = 0; item < order.Length; item++) (order[item], negated[item]) = (item, -popularity[item]);
        Array.Sort(order, (a, b) => negated[a] != negated[b] ? negated[a].CompareTo(negated[b]) : a.CompareTo(b));
        int[] ranks = new int[order.Length];
        for (int rank = 0; rank < order.Length; rank++) ranks[order[rank]] = rank;
        return ranks;
    }
}
