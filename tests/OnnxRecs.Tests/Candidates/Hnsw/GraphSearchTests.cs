using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public unsafe class GraphSearchTests
{
    // Node 0 at 0 degrees chooses among 10, 12, -20 and 15 degrees: 2 and 4 are nearer to 1 than to 0.
    private static readonly double[] Degrees = [0, 10, 12, -20, 15];

    [Theory]
    [InlineData(1, 0, new[] { 1 })]
    [InlineData(2, 0, new[] { 1, 3 })]
    [InlineData(4, 0, new[] { 1, 3, HnswGraph.None, HnswGraph.None })]
    [InlineData(3, 3, new[] { 1, 3, 2 })]
    [InlineData(5, 3, new[] { 1, 3, 2, HnswGraph.None, HnswGraph.None })]
    [InlineData(5, 5, new[] { 1, 3, 2, 4, HnswGraph.None })]
    public void Select_Candidates_TakesOtherDirectionsFirst(int places, int least, int[] expected)
    {
        HnswGraph graph = Graphs.WithoutLinks(TestVectors.Directions(Degrees));
        GraphSearch search = GraphSearch.For(VectorStorage.Float32, VectorMetric.Euclidean);
        var target = new Target(graph.Blocks.Vector(0));
        var keys = new List<ulong>();
        for (int node = 1; node < Degrees.Length; node++) keys.Add(DistanceKey.Pack(search.Distance(graph, target, node), node));
        int[] chosen = new int[places];
        search.Select(graph, lifts: null, keys.Order().ToArray(), least, chosen);
        Assert.Equal(expected, chosen);
    }
}
