using OnnxRecs.Data;

namespace OnnxRecs.Rank;

/// <summary>How long items have been around: days from an item's first training event to the last training event of all.</summary>
public static class ItemAges
{
    private const double SecondsPerDay = 86400;

    /// <summary>One for each item; 0 where no training event tells, as of an item that nobody has met yet. O(n).</summary>
    /// <param name="data">Events and their times.</param>
    /// <param name="path">The setting that asks, for messages.</param>
    /// <exception cref="InputException">Of no event it is known when it was.</exception>
    public static double[] InDays(PreparedData data, string path)
    {
        Interactions events = data.Split.Train;
        if (data.Facts.Times != TimeKind.Moment || !events.Times.AsSpan().ContainsAnyExcept(0)) throw new InputException($"{path}: of no event of {data.Name} it is known when it was; leave it out");
        long last = events.Times.Max();
        long[] first = new long[data.ItemCount];
        Array.Fill(first, last);
        for (int i = 0; i < events.Count; i++)
        {
            if (events.Times[i] != 0) first[events.Items[i]] = Math.Min(first[events.Items[i]], events.Times[i]);
        }
        return Array.ConvertAll(first, time => (last - time) / SecondsPerDay);
    }
}
