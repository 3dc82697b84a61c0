using System.Numerics.Tensors;
using OnnxRecs.Numerics;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>How near nodes are to what is sought; higher is nearer.</summary>
/// <remarks>A type parameter of the search, so that the compiler makes one loop for queries and one for the build.</remarks>
internal interface ISimilarity
{
    float Of(int node);
}

/// <summary>Plain inner products with a query.</summary>
internal readonly ref struct QuerySimilarity(VectorTable vectors, ReadOnlySpan<float> query) : ISimilarity
{
    private readonly ReadOnlySpan<float> _query = query;

    public float Of(int node) => TensorPrimitives.Dot(_query, vectors[node]);
}

/// <summary>Inner products with a node in the lifted space.</summary>
internal readonly struct NodeSimilarity(LiftedVectors vectors, int node) : ISimilarity
{
    public float Of(int other) => vectors.Product(node, other);
}
