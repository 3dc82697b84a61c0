using OnnxRecs.Data;

namespace OnnxRecs.Rank.Rerank;

/// <summary>Takes from the scores of items that have been known for long. Thread-safe.</summary>
/// <remarks>
/// score' = score * (floor + (1 - floor) * 2^(-age / half-life)), the score brought to 0..1 within the list. An item's age is the time from its first
/// training event to the last one of all; one without a known time there is new. Floor 1 changes no order.
/// </remarks>
public sealed class FreshnessDecay : ScoreStage
{
    private const double SecondsInADay = 86_400;

    private readonly float[] _factors;

    /// <param name="train">The events that tell when an item was first met; times are seconds, 0: unknown.</param>
    /// <param name="halfLifeDays">Above 0.</param>
    /// <param name="floor">0 .. 1: what the oldest item keeps.</param>
    public FreshnessDecay(Interactions train, double halfLifeDays, double floor) : base(train.ItemCount)
    {
        if (!(halfLifeDays > 0 && double.IsFinite(halfLifeDays))) throw new ArgumentOutOfRangeException(nameof(halfLifeDays), halfLifeDays, "The half-life is finite and above 0.");
        if (floor is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(floor), floor, "The floor is in 0 .. 1.");
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
        _factors = Array.ConvertAll(first, time => (float)(floor + (1 - floor) * Math.Pow(2, time == 0 ? 0 : (time - last) / SecondsInADay / halfLifeDays)));
    }

    /// <summary>Why the data do not tell how old items are; null: they do. O(events).</summary>
    public static string? Lacking(PreparedData data)
    {
        if (data.Facts.Times != TimeKind.Moment) return $"the events of {data.Name} are in order, but nobody knows when they were";
        return Array.TrueForAll(data.Split.Train.Times, time => time == 0) ? $"of no training event of {data.Name} the time is known" : null;
    }

    /// <inheritdoc/>
    public override string Name => "freshness";

    /// <inheritdoc/>
    protected override float Rescored(float score, int item) => score * _factors[item];
}
