namespace OnnxRecs.Rank.Rerank;

/// <summary>The other form of the popularity penalty: divides each item's score by how likely the item is to be met at all. Thread-safe.</summary>
/// <remarks>
/// score' = score / propensity^alpha, the score brought to 0..1 within the list, propensity = max(clip, (count / greatest count)^beta). That the chance
/// to be observed is a power of popularity is the model of Steck (RecSys 2011) and of Yang et al. (RecSys 2018); weighing by the inverse of it, clipped, is inverse propensity scoring
/// (Schnabel et al., ICML 2016), there in training and evaluation: to rank by it takes scores for chances of a click on what was shown. Alpha 0
/// changes no order.
/// </remarks>
public sealed class InversePropensity : ScoreStage
{
    private readonly float[] _weights;

    /// <param name="counts">How often each item of the catalogue was met in training.</param>
    /// <param name="alpha">0 or more; 1: scores are divided by the propensity.</param>
    /// <param name="beta">0 or more: how steeply the propensity falls with popularity.</param>
    /// <param name="clip">Above 0, at most 1: no propensity is lower.</param>
    public InversePropensity(int[] counts, double alpha, double beta, double clip) : base(counts.Length)
    {
        if (!(alpha >= 0 && double.IsFinite(alpha))) throw new ArgumentOutOfRangeException(nameof(alpha), alpha, "Alpha is finite and not negative.");
        if (!(beta >= 0 && double.IsFinite(beta))) throw new ArgumentOutOfRangeException(nameof(beta), beta, "Beta is finite and not negative.");
        if (!(clip > 0 && clip <= 1)) throw new ArgumentOutOfRangeException(nameof(clip), clip, "Clip is above 0 and at most 1.");
        int most = Math.Max(1, counts.DefaultIfEmpty(0).Max());
        _weights = Array.ConvertAll(counts, count => (float)Math.Pow(Math.Max(clip, Math.Pow((double)count / most, beta)), -alpha));
        int wrong = Array.FindIndex(counts, count => count < 0);
        if (wrong >= 0) throw new ArgumentException($"Item {wrong} has the count {counts[wrong]}.", nameof(counts));
    }

    /// <inheritdoc/>
    public override string Name => "popularity-penalty";

    /// <inheritdoc/>
    protected override float Rescored(float score, int item) => score * _weights[item];
}
