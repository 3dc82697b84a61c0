using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>Candidates of a two-tower model: the user tower gives a vector, the index the items with the greatest inner products.</summary>
/// <remarks>
/// A list has min(wanted, unseen) items; which ones an approximate index misses, others take the place of. Somebody unknown without a
/// history has a vector too. Thread-safe; the tower is shared and not disposed.
/// </remarks>
public sealed class TwoTowerSource : ICandidateSource
{
    private readonly IModelRunner _userTower;
    private readonly IVectorIndex _index;
    private readonly FeedBuilder _feeds;

    /// <param name="userTower">Inputs among user, history and length; output [B, D].</param>
    /// <param name="index">Item vectors of dimension D.</param>
    /// <exception cref="ArgumentException">The tower has other inputs, or its output does not fit the index.</exception>
    public TwoTowerSource(IModelRunner userTower, IVectorIndex index)
    {
        _feeds = new FeedBuilder(userTower.Inputs);
        foreach (TensorInfo input in userTower.Inputs)
        {
            if (input.Name == FeedNames.Items) throw new ArgumentException("A user tower takes no items.", nameof(userTower));
        }
        string[] dims = userTower.Output.Dims;
        if (dims.Length != 2 || dims[1] != $"{index.Dim}")
        {
            throw new ArgumentException($"The user tower gives [{string.Join(", ", dims)}], the index needs [B, {index.Dim}].", nameof(userTower));
        }
        _userTower = userTower;
        _index = index;
    }

    /// <inheritdoc/>
    public ScoredItems Find(Query query) => Find([query])[0];

    /// <summary>One list for each query, best first; the tower runs once, the searches together.</summary>
    /// <exception cref="ArgumentException">A query asks for fewer than no items, or the tower refuses an index.</exception>
    public ScoredItems[] Find(IReadOnlyList<Query> queries)
    {
        if (queries.Count == 0) return [];
        float[] vectors = new float[queries.Count * _index.Dim];                // [B, D]
        using (FeedBatch batch = _feeds.Build(queries)) _userTower.Run(batch.Feeds, vectors, [queries.Count, _index.Dim]);
        return UnseenSearch.Find(_index, new VectorTable(vectors, _index.Dim), queries);
    }
}
