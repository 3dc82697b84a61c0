using OnnxRecs.Data;

namespace OnnxRecs.Rank;

/// <summary>How long items have been around: days from an item's first training event to the last training event of all.</summary>
public static class ItemAges
{
    private const double SecondsPerDay = 86_400;

    /// <summary>One for each item; one without a training event of a known time is new, of age 0. O(events).</summary>
    /// <param name="train">The events that tell when an item was first met; times are seconds, 0: unknown.</param>
    public static double[] InDays(Interactions train)
    {
        long[] first = new long[train.ItemCount];
        long last = 0;
        for (int i = 0; i < train.Count; i++)
        {
            long time = train.Times[i];
            if (time == 0) continue;
            ref long own = ref first[train.Items[i]];
            if (own == 0 || time < own) own = time;
            last = Math.Max(last, time);
        }
        return Array.ConvertAll(first, time => time == 0 ? 0 : (last - time) / SecondsPerDay);
    }

    /// <summary>Why the data do not tell how old items are; null: they do. O(events).</summary>
    public static string? Lacking(PreparedData data)
    {
        if (data.Facts.Times != TimeKind.Moment) return $"the events of {data.Name} are in order, but nobody knows when they were";
        return Array.TrueForAll(data.Split.Train.Times, time => time == 0) ? $"of no training event of {data.Name} the time is known" : null;
    }
}
