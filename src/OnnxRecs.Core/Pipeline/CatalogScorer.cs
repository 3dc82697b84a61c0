using OnnxRecs.Numerics;

namespace OnnxRecs.Pipeline;

/// <summary>Scores every item of the catalogue for a block of queries, whatever kind of model it is.</summary>
/// <remarks>A ranker is asked for all items; of a retrieval model the item vectors are computed once and multiplied with the users'.</remarks>
public sealed class CatalogScorer
{
    // A ranker's inner layers are this many rows at a time: they stay in the cache and the memory is bounded.
    private const int MaxPairs = 1 << 15;
    private readonly IModelRunner _model;
    private readonly FeedBuilder _feeds;
    private readonly int[] _allItems;
    private readonly InnerProducts? _products;

    private CatalogScorer(IModelRunner model, int itemCount, VectorTable? vectors)
    {
        _model = model;
        _feeds = new FeedBuilder(model.Inputs);
        _allItems = [.. Enumerable.Range(0, itemCount)];
        _products = vectors is null ? null : new InnerProducts(vectors);
    }

    /// <summary>For the graphs of one model by name: "model", or "user" and "item".</summary>
    public static CatalogScorer Of(IReadOnlyDictionary<string, IModelRunner> graphs, int itemCount) =>
        graphs.TryGetValue("model", out IModelRunner? ranker)
            ? new CatalogScorer(ranker, itemCount, vectors: null)
            : new CatalogScorer(graphs["user"], itemCount, ItemVectors(graphs["item"], itemCount));

    /// <summary>Vectors of all items: [itemCount, D].</summary>
    public static VectorTable ItemVectors(IModelRunner itemTower, int itemCount)
    {
        long[] items = [.. Enumerable.Range(0, itemCount).Select(i => (long)i)];
        int dim = int.Parse(itemTower.Output.Dims[1]);
        float[] vectors = new float[itemCount * dim];
        itemTower.Run([new Feed(FeedNames.Items, items, [itemCount])], vectors, [itemCount, dim]);
        return new VectorTable(vectors, dim);
    }

    /// <summary>Vectors of the users that ask: [queries, D].</summary>
    public static VectorTable QueryVectors(IModelRunner userTower, IReadOnlyList<Query> queries)
    {
        int dim = int.Parse(userTower.Output.Dims[1]);
        float[] vectors = new float[queries.Count * dim];
        using FeedBatch feeds = new FeedBuilder(userTower.Inputs).Build(queries);
        userTower.Run(feeds.Feeds, vectors, [queries.Count, dim]);
        return new VectorTable(vectors, dim);
    }

    /// <summary>Fills scores [queries, items].</summary>
    public void Score(IReadOnlyList<Query> queries, Memory<float> scores)
    {
        if (_products is null) Rank(queries, scores);
        else _products.Multiply(QueryVectors(_model, queries).Values, scores);
    }

    private void Rank(IReadOnlyList<Query> queries, Memory<float> scores)
    {
        int items = _allItems.Length;
        int block = Math.Max(1, MaxPairs / items);
        for (int from = 0; from < queries.Count; from += block)
        {
            Query[] part = [.. queries.Skip(from).Take(block)];
            using FeedBatch feeds = _feeds.Build(part, [.. Enumerable.Repeat(_allItems, part.Length)]);
            _model.Run(feeds.Feeds, scores.Slice(from * items, part.Length * items), [part.Length, items]);
        }
    }
}
