using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Rerank.Terms;

/// <summary>Maximal marginal relevance: the next item is unlike those chosen before.</summary>
/// <remarks>
/// Carbonell and Goldstein, SIGIR 1998: lambda * relevance - (1 - lambda) * the greatest similarity to a chosen item; the first choice has none.
/// Similarity is the cosine of item vectors. We differ in: cosines below 0 count as 0, for opposite is no more diverse than unrelated. Gains never rise.
/// Cost O(n Dim) for each choice.
/// </remarks>
/// <param name="cosines">Of all items.</param>
/// <param name="lambda">0 .. 1; 1 leaves the ranker's order, 0 looks at similarity alone.</param>
public sealed class MmrTerm(ItemCosines cosines, double lambda) : ISlateTerm
{
    public string Name => "mmr";

    public double Weight { get; } = 1 - Share.Checked(lambda, nameof(lambda));

    public ISlateTermRun CreateRun(SharedRows shared) => new Run(shared.Of(cosines));

    private sealed class Run(CosineRow row) : ISlateTermRun
    {
        private double[] _gains = [];
        private int _count;

        public ReadOnlySpan<double> Gains => _gains.AsSpan(0, _count);

        public void Start(Query query, ReadOnlySpan<int> items)
        {
            row.Start(items);
            _count = items.Length;
            Room.For(ref _gains, _count).Clear();
        }

        // Keeps the running minimum: only the newcomer is compared with the others.
        public void Choose(int place)
        {
            ReadOnlySpan<float> cosines = row.To(place);
            for (int i = 0; i < cosines.Length; i++) _gains[i] = Math.Min(_gains[i], -cosines[i]);
        }
    }
}
