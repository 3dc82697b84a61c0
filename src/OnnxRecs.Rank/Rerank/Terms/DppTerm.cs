using System.Numerics.Tensors;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Rerank.Terms;

/// <summary>Determinantal point process: the list as a whole spans as much as it can.</summary>
/// <remarks>
/// Greedy MAP inference by an incremental Cholesky factor: Chen, Zhang and Zhou, NeurIPS 2018, arXiv:1709.05135. The gain is
/// log det(S of the list with the item) - log det(S of the list), the log of the item's residual variance, so that a list's value is
/// theta * sum of relevance + (1 - theta) * log det S, the paper's trade-off; lambda is theta. S(i, j) = (1 + cosine) / 2, which is 0 for opposite and 1
/// for equal directions; we add <see cref="Jitter"/> to S(i, i), so that two equal vectors make a bad list and not an impossible one. Gains never rise.
/// Cost O(n (Dim + k)) for each choice, of which there are k; memory 8 n k bytes.
/// </remarks>
/// <param name="cosines">Of all items.</param>
/// <param name="lambda">0 .. 1; 1 leaves the ranker's order, 0 looks at the determinant alone.</param>
public sealed class DppTerm(ItemCosines cosines, double lambda) : ISlateTerm
{
    /// <summary>Added to the diagonal: the gain of a second copy is log(2 * jitter), about -6.2, for a first choice's 0.</summary>
    public const double Jitter = 1e-3;

    public string Name => "dpp";

    public double Weight { get; } = 1 - Share.Checked(lambda, nameof(lambda));

    public ISlateTermRun CreateRun(SharedRows shared) => new Run(shared.Of(cosines));

    private sealed class Run(CosineRow cosines) : ISlateTermRun
    {
        private double[] _gains = [];
        private double[] _variances = [];                   // d^2 of the paper
        private double[][] _rows = [];                      // row t of the factor: c of the paper, [chosen, n]
        private int _count, _chosen;

        public ReadOnlySpan<double> Gains => _gains.AsSpan(0, _count);

        public void Start(Query query, ReadOnlySpan<int> items)
        {
            cosines.Start(items);
            (_count, _chosen) = (items.Length, 0);
            Room.For(ref _variances, _count).Fill(1 + Jitter);
            Room.For(ref _gains, _count).Fill(Math.Log(1 + Jitter));
        }

        public void Choose(int place)
        {
            if (_chosen == _rows.Length) Array.Resize(ref _rows, Math.Max(16, 2 * _chosen));
            _rows[_chosen] ??= [];
            Span<double> row = Room.For(ref _rows[_chosen], _count);
            ReadOnlySpan<float> toAll = cosines.To(place);
            for (int i = 0; i < row.Length; i++) row[i] = (1 + toAll[i]) / 2;
            for (int t = 0; t < _chosen; t++) TensorPrimitives.MultiplyAdd(_rows[t].AsSpan(0, _count), -_rows[t][place], row, row);
            double inverse = 1 / Math.Sqrt(_variances[place]);
            for (int i = 0; i < row.Length; i++)
            {
                row[i] *= inverse;
                // The jitter is below all true values; a rounding error must not be.
                _variances[i] = Math.Max(_variances[i] - row[i] * row[i], Jitter);
            }
            TensorPrimitives.Log(_variances.AsSpan(0, _count), _gains);
            _chosen++;
        }
    }
}
