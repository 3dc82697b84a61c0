using System.Collections.Concurrent;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Candidates.Hnsw;

/// <summary>Indexes with default options over 3,000 vectors of dimension 32, built once for all tests.</summary>
internal static class Graphs
{
    private static readonly ConcurrentDictionary<string, Lazy<HnswIndex>> Built = new();

    public static HnswIndex Of(string kind) => Built.GetOrAdd(kind, _ => new Lazy<HnswIndex>(() => HnswBuilder.Build(Vectors(kind), new HnswOptions()))).Value;

    private static VectorTable Vectors(string kind) => kind switch
    {
        "clustered" => TestVectors.Clustered(3000, 32, seed: 11),
        "tight clusters" => TestVectors.Clustered(3000, 32, seed: 11, spread: 0.02),
        "different norms" => TestVectors.Clustered(3000, 32, seed: 11, normSpread: 0.5),
        "gaussian" => TestVectors.Gaussian(3000, 32, seed: 11),
        _ => throw new ArgumentException(kind),
    };
}
