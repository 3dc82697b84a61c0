using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public unsafe class ReachabilityTests
{
    private static HnswGraph Graph(VectorTable vectors, params int[][] links)
    {
        HnswGraph graph = Graphs.WithoutLinks(vectors);
        for (int node = 0; node < links.Length; node++) links[node].CopyTo(graph.Row(node, layer: 0));
        return graph;
    }

    private static int Repair(HnswGraph graph, int ef = 10)
    {
        var scratch = new SearchScratch();
        scratch.Fit(graph);
        return Reachability.Repair(graph, GraphSearch.For(VectorStorage.Float32, graph.Metric), lifts: null, ef, scratch);
    }

    [Fact]
    public void Repair_LonelyNodes_AreLinkedFromTheNearest()
    {
        HnswGraph graph = Graph(TestVectors.Directions(0, 90, 80, 100), [1]);
        Assert.Equal(2, Repair(graph));
        Assert.Equal([2, 3], graph.LinksOf(1, 0).ToArray());
        Assert.DoesNotContain(-1, Reachability.Tree(graph));
    }

    [Fact]
    public void Repair_LonelyChain_NeedsOneLink()
    {
        HnswGraph graph = Graph(TestVectors.Directions(0, 10, 20, 30), [1], [0], [3], [2]);
        Assert.Equal(1, Repair(graph));
        Assert.Equal([0, 2], graph.LinksOf(1, 0).ToArray());
    }

    [Fact]
    public void Repair_NearestIsFull_ReplacesALinkThatNothingDependsOn()
    {
        // Node 1 is full; only 4 hangs on it, the others are linked from 0.
        HnswGraph graph = Graph(TestVectors.Directions(0, 40, 10, 20, 30, 50), [1, 2, 3], [2, 3, 0, 4], [0], [0], [0]);
        Assert.Equal(1, Repair(graph));
        Assert.Equal([2, 3, 5, 4], graph.LinksOf(1, 0).ToArray());
        Assert.DoesNotContain(-1, Reachability.Tree(graph));
    }

    [Fact]
    public void Repair_AllFoundAreFull_LinksFromAnother()
    {
        // The nearest, 0, holds the only links to four others, and the search finds no more than it.
        HnswGraph graph = Graph(TestVectors.Directions(0, 90, 120, 150, 180, 1), [1, 2, 3, 4]);
        Assert.Equal(1, Repair(graph, ef: 1));
        Assert.Equal([1, 2, 3, 4], graph.LinksOf(0, 0).ToArray());
        Assert.Equal([5], graph.LinksOf(1, 0).ToArray());
    }

    [Fact]
    public void Repair_EntryIsFullOfItself_TakesItsPlace()
    {
        // As a file of somebody else may say.
        HnswGraph graph = Graph(TestVectors.Directions(0, 10), [0, 0, 0, 0]);
        Assert.Equal(1, Repair(graph));
        Assert.Equal([0, 0, 0, 1], graph.LinksOf(0, 0).ToArray());
    }

    [Fact]
    public void Repair_NothingLost_ChangesNothing()
    {
        HnswGraph graph = Graph(TestVectors.Directions(0, 10), [1], [0]);
        Assert.Equal(0, Repair(graph));
        Assert.Equal([1, -1, -1, -1], graph.Row(0, 0).ToArray());
        Assert.Equal([0, -1, -1, -1], graph.Row(1, 0).ToArray());
    }
}
