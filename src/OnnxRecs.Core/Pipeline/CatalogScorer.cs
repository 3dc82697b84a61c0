using System.Numerics.Tensors;
using OnnxRecs.Numerics;

namespace OnnxRecs.Pipeline;

/// <summary>Scores every item of the catalogue for a block of queries, whatever kind of model it is.</summary>
/// <remarks>A ranker is asked for all items; of a retrieval model the item vectors are computed once and multiplied with the users'.</remarks>
public sealed class CatalogScorer
{
    private readonly IModelRunner _model;
    private readonly FeedBuilder _feeds;
    private readonly int[] _allItems;
    private readonly VectorTable? _vectors;

    /// <param name="ranker">A graph with items among its inputs.</param>
    public CatalogScorer(IModelRunner ranker, int itemCount) : this(ranker, itemCount, vectors: null) { }

    /// <param name="userTower">Gives one vector for each query.</param>
    /// <param name="itemTower">Gives one vector for each item.</param>
    public CatalogScorer(IModelRunner userTower, IModelRunner itemTower, int itemCount) : this(userTower, itemCount, ItemVectors(itemTower, itemCount)) { }

    private CatalogScorer(IModelRunner model, int itemCount, VectorTable? vectors)
    {
        _model = model;
        _feeds = new FeedBuilder(model.Inputs);
        _allItems = [.. Enumerable.Range(0, itemCount)];
        _vectors = vectors;
    }

    /// <summary>Vectors of all items: [itemCount, D].</summary>
    public static VectorTable ItemVectors(IModelRunner itemTower, int itemCount)
    {
        long[] items = [.. Enumerable.Range(0, itemCount).Select(i => (long)i)];
        int dim = int.Parse(itemTower.Output.Dims[1]);
        float[] vectors = new float[itemCount * dim];
        itemTower.Run([new Feed(FeedNames.Items, items, [itemCount])], vectors, [itemCount, dim]);
        return new VectorTable(vectors, dim);
    }

    /// <summary>Fills scores [queries, items].</summary>
    public void Score(IReadOnlyList<Query> queries, Memory<float> scores)
    {
        if (_vectors is null)
        {
            using FeedBatch ranked = _feeds.Build(queries, [.. Enumerable.Repeat(_allItems, queries.Count)]);
            _model.Run(ranked.Feeds, scores, [queries.Count, _allItems.Length]);
            return;
        }
        float[] users = new float[queries.Count * _vectors.Dim];
        using FeedBatch feeds = _feeds.Build(queries);
        _model.Run(feeds.Feeds, users, [queries.Count, _vectors.Dim]);
        Parallel.For(0, queries.Count, row =>
        {
            Span<float> target = scores.Span.Slice(row * _allItems.Length, _allItems.Length);
            ReadOnlySpan<float> user = users.AsSpan(row * _vectors.Dim, _vectors.Dim);
            for (int item = 0; item < target.Length; item++) target[item] = TensorPrimitives.Dot(user, _vectors[item]);
        });
    }
}
