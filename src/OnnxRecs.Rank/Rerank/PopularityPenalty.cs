namespace OnnxRecs.Rank.Rerank;

/// <summary>Takes from each item's score in proportion to how popular it is, so that lists reach into the long tail. Thread-safe.</summary>
/// <remarks>
/// score' = score - alpha * popularity. The score is brought to 0..1 within the list; popularity is ln(1 + count), brought to 0..1 over
/// the catalogue. Alpha 0 changes no order.
/// </remarks>
public sealed class PopularityPenalty : ScoreStage
{
    private readonly float[] _penalties;

    /// <param name="counts">How often each item of the catalogue was met in training.</param>
    /// <param name="alpha">0 or more: at 1 the most popular item loses as much as lies between the list's best and worst.</param>
    public PopularityPenalty(int[] counts, double alpha) : base(counts.Length)
    {
        if (!(alpha >= 0 && double.IsFinite(alpha))) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha is finite and not negative.");
        _penalties = new float[counts.Length];
        for (int item = 0; item < counts.Length; item++)
        {
            if (counts[item] < 0) throw new ArgumentException($"Item {item} has the count {counts[item]}.", nameof(counts));
            _penalties[item] = (float)Math.Log(1.0 + counts[item]);
        }
        MinMax.Normalise(_penalties, _penalties);
        foreach (ref float penalty in _penalties.AsSpan()) penalty = (float)(alpha * penalty);
    }

    /// <inheritdoc/>
    public override string Name => "popularity-penalty";

    /// <inheritdoc/>
    protected override float Rescored(float score, int item) => score - _penalties[item];
}
