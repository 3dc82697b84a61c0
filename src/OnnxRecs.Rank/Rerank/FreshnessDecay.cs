using OnnxRecs.Data;

namespace OnnxRecs.Rank.Rerank;

/// <summary>Takes from the scores of items that have been known for long. Thread-safe.</summary>
/// <remarks>
/// score' = score * (floor + (1 - floor) * 2^(-age / half-life)), the score brought to 0..1 within the list. Ages are those of <see cref="ItemAges"/>. Floor 1 changes no order.
/// </remarks>
public sealed class FreshnessDecay : ScoreStage
{
    private readonly float[] _factors;

    /// <param name="train">The events that tell when an item was first met; times are seconds, 0: unknown.</param>
    /// <param name="halfLifeDays">Above 0.</param>
    /// <param name="floor">0 .. 1: what the oldest item keeps.</param>
    public FreshnessDecay(Interactions train, double halfLifeDays, double floor) : base(train.ItemCount)
    {
        if (!(halfLifeDays > 0 && double.IsFinite(halfLifeDays))) throw new ArgumentOutOfRangeException(nameof(halfLifeDays), halfLifeDays, "The half-life is finite and above 0.");
        if (floor is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(floor), floor, "The floor is in 0 .. 1.");
        _factors = Array.ConvertAll(ItemAges.InDays(train), age => (float)(floor + (1 - floor) * Math.Pow(2, -age / halfLifeDays)));
    }

    /// <inheritdoc/>
    public override string Name => "freshness";

    /// <inheritdoc/>
    protected override float Rescored(float score, int item) => score * _factors[item];
}
