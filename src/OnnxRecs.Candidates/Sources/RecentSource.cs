using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>What became popular lately: the items that were liked most often among the latest tenth of the training likes. Thread-safe.</summary>
/// <remarks>
/// Scores are how often. RecentPop of Ji, Sun, Zhang and Li ("A Re-visit of the Popularity Baseline in Recommender Systems", SIGIR 2020,
/// arXiv:2005.13829); we differ in the window: a share of the likes, not a month, so that it fits sparse data and data that know only an order.
/// Likes of one time stay together, which may make it longer; those without a time are left out. Only training events count. Where each user is
/// split by himself, some of these are later than what is sought for others: that is so of all that is learnt from them.
/// </remarks>
public sealed class RecentSource : ICandidateSource
{
    /// <summary>Share of the likes that counts as lately.</summary>
    public const double Window = 0.1;

    private readonly ScoredItems _order;

    /// <exception cref="ArgumentException">The data lack what it needs, see <see cref="Lacking"/>.</exception>
    public RecentSource(PreparedData data)
    {
        if (Lacking(data) is { } lacking) throw new ArgumentException(lacking, nameof(data));
        Interactions likes = data.TrainPositives;
        long[] times = Array.FindAll(likes.Times, time => IsKnown(data, time));
        Array.Sort(times);
        long start = times[FirstLately(times.Length)];
        _order = ItemOrder.ByCount(likes.Where(i => likes.Times[i] >= start && IsKnown(data, likes.Times[i])).CountsOfItems());
    }

    /// <summary>Why the data do not tell what was liked lately; null: they do. O(n).</summary>
    public static string? Lacking(PreparedData data)
    {
        if (data.Facts.Times == TimeKind.OrderOfUser) return $"of the events of {data.Name} only each user's own order is known, not who liked what lately";
        (int known, int first, long earliest) = (0, 0, long.MaxValue);
        foreach (long time in data.TrainPositives.Times)
        {
            if (!IsKnown(data, time)) continue;
            known++;
            if (time < earliest) (first, earliest) = (0, time);
            if (time == earliest) first++;
        }
        if (known == 0) return $"of no event of {data.Name} the time is known";
        return first > FirstLately(known) ? $"the events of {data.Name} have too few different times to tell which were lately" : null;
    }

    /// <inheritdoc/>
    public ScoredItems Find(Query query) => ItemOrder.Unseen(_order, query);

    private static bool IsKnown(PreparedData data, long time) => data.Facts.Times != TimeKind.Moment || time != 0;

    /// <summary>The place of the first like of the window among all of them in the order of time.</summary>
    private static int FirstLately(int likes) => (int)((1 - Window) * likes);
}
