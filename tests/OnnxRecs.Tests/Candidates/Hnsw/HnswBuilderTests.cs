using System.Security.Cryptography;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public class HnswBuilderTests
{
    [Theory]
    [InlineData("clustered")]
    [InlineData("tight clusters")]
    [InlineData("different norms")]
    [InlineData("gaussian")]
    public void Build_EveryNode_IsReachableOnLayerZero(string kind) => Assert.DoesNotContain(-1, Reachability.Tree(Graphs.Of(kind).Graph));

    [Fact]
    public void Build_EqualVectors_AreAllReachable() =>
        Assert.DoesNotContain(-1, Reachability.Tree(HnswBuilder.Build(TestVectors.Equal(700, 4), new HnswOptions { M = 4, EfConstruction = 20 }).Graph));

    [Theory]
    [InlineData("clustered")]
    [InlineData("different norms")]
    public void Build_Links_AreDistinctAndOnTheirLayer(string kind)
    {
        HnswGraph graph = Graphs.Of(kind).Graph;
        for (int node = 0; node < graph.Nodes.Count; node++)
        {
            for (int layer = 0; layer <= graph.Nodes.Levels[node]; layer++)
            {
                int[] links = graph.LinksOf(node, layer).ToArray();
                Assert.Equal(links.Distinct(), links);
                Assert.DoesNotContain(node, links);
                Assert.All(links, link => Assert.True(graph.Nodes.Levels[link] >= layer));
                Assert.All(graph.Row(node, layer)[links.Length..].ToArray(), slot => Assert.Equal(HnswGraph.None, slot));
            }
        }
        Assert.Equal(graph.Nodes.Levels.Max(), graph.Nodes.TopLayer);
    }

    [Fact]
    public void Build_Levels_ThinOutByM()
    {
        // Of 3,000 nodes 1/16 are expected on layer 1 or above: 187.5, with a standard deviation of 13.3.
        Assert.InRange(Graphs.Of("clustered").Graph.Nodes.Levels.Count(level => level >= 1), 148, 227);
    }

    [Fact]
    public void Build_SameSeed_GivesTheSameGraph()
    {
        VectorTable vectors = TestVectors.Clustered(400, 16, seed: 1, normSpread: 0.3);
        HnswGraph Build(ulong seed) => HnswBuilder.Build(vectors, new HnswOptions { M = 6, EfConstruction = 30, Seed = seed }).Graph;
        HnswGraph a = Build(5), b = Build(5), c = Build(6);
        Assert.Equal(Graphs.BytesOf(a), Graphs.BytesOf(b));
        Assert.NotEqual(a.Nodes.Levels, c.Nodes.Levels);
        Assert.NotEqual(Graphs.BytesOf(a), Graphs.BytesOf(c));
    }

    [Fact]
    public void Build_AnyProcessor_GivesTheSameGraph()
    {
        // Vectors of plain arithmetic, and sums that run over sixteen lanes whatever the machine has.
        var rng = new Rng(3);
        float[] values = new float[1000 * 24];
        foreach (ref float value in values.AsSpan()) value = (float)(rng.NextDouble() - 0.5);
        using HnswIndex index = HnswBuilder.Build(new VectorTable(values, 24), new HnswOptions { M = 6, EfConstruction = 30 });
        Assert.Equal("CA1863635F0E0F88", Convert.ToHexString(SHA256.HashData(Graphs.BytesOf(index.Graph)))[..16]);
    }

    [Theory]
    [InlineData(1, 200, 400, "M")]
    [InlineData(16, 0, 400, "EfConstruction")]
    [InlineData(16, 200, 0, "EfSearch")]
    public void Build_OptionOutOfRange_ThrowsItsName(int m, int efConstruction, int efSearch, string name)
    {
        var options = new HnswOptions { M = m, EfConstruction = efConstruction, EfSearch = efSearch };
        var error = Assert.Throws<ArgumentException>(() => HnswBuilder.Build(TestVectors.Equal(3, 2), options));
        Assert.Contains($" {name} ", error.Message, StringComparison.Ordinal);
    }
}
