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

    public ISlateTermRun CreateRun() => new Run(cosines);

    private sealed class Run(ItemCosines cosines) : ISlateTermRun
    {
        private int[] _items = [];
        private double[] _gains = [];
        private int _count;

        public ReadOnlySpan<double> Gains => _gains.AsSpan(0, _count);

        public void Start(Query query, ReadOnlySpan<int> items)
        {
            cosines.Check(items);
            _count = items.Length;
            Room.For(ref _items, _count);
            Room.For(ref _gains, _count).Clear();
            items.CopyTo(_items);
        }

        // Keeps the running minimum: only the newcomer is compared with the others.
        public void Choose(int place)
        {
            int newcomer = _items[place];
            for (int i = 0; i < _count; i++) _gains[i] = Math.Min(_gains[i], -cosines.Of(newcomer, _items[i]));
        }
    }
}
