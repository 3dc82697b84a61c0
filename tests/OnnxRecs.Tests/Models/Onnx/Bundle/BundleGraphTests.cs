using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx;
using OnnxRecs.Onnx.Bundle;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Ops;
using OnnxRecs.Tests.Snapshots;

namespace OnnxRecs.Tests.Models.Onnx.Bundle;

/// <summary>What is written; what it computes is tested where ONNX Runtime is.</summary>
public sealed class BundleGraphTests
{
    private const int Dim = 8;

    [Fact]
    public void Compose_TowerAndGru_ReadsAsBefore() => Snapshot.Match(GraphText.Of(Compose("two-tower", "gru")));

    [Fact]
    public void Compose_ModelsWithUsers_HasTheRowOfTheUnknownUserAlone()
    {
        ModelProto bundle = Compose("two-tower", "neumf");

        Assert.DoesNotContain(bundle.Graph.Initializer, tensor => tensor.Name.Contains("user", StringComparison.Ordinal) && tensor.Dims.Contains(Checkerboard.Size + 1) && !tensor.Name.EndsWith("items", StringComparison.Ordinal));
        // neumf has two tables of users; the tower has one of ids.
        float[] row = Weight(Model("two-tower"), "users")[^Dim..];
        Assert.Contains(bundle.Graph.Initializer, tensor => tensor.Dims is [1, Dim] && tensor.RawData.Span.SequenceEqual(System.Runtime.InteropServices.MemoryMarshal.AsBytes(row.AsSpan())));
    }

    [Fact]
    public void Compose_ItemVectors_AreThereOnce() =>
        Assert.Single(Compose("two-tower", "neumf").Graph.Initializer, tensor => tensor.Name == "weights/vectors");

    [Fact]
    public void Compose_EveryInput_IsRequired()
    {
        GraphProto graph = Compose("two-tower", "gru").Graph;

        Assert.Equal(["history", "banned", "k", "alpha", "lambda"], graph.Input.Select(input => input.Name));
        Assert.Empty(graph.Input.Select(input => input.Name).Intersect(graph.Initializer.Select(tensor => tensor.Name)));
    }

    [Fact]
    public void Compose_MoreThanAFileHolds_IsRefused()
    {
        BundlePart part = Part(Model("gru"), "model");
        // Two vectors of more than a gigabyte each, of which the system gives no memory before it is used.
        var vectors = new VectorTable(new float[600_000_000], 300_000_000);

        var refused = Assert.Throws<InputException>(() => BundleGraph.Compose(new BundleParts(new IdMap(["a", "b"]), false, [1, 1], vectors, part, part, 10), []));

        Assert.StartsWith("The bundle would have 2.4 GB: ", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, "1", "-5", "0")]
    [InlineData(false, "1", "a")]
    [InlineData(false, "007")]
    [InlineData(false, " 1")]
    [InlineData(false, "+1")]
    [InlineData(false, "9223372036854775808")]
    public void AreNumbers_OnlyWhereTheIdFollowsFromTheNumber(bool expected, params string[] ids) => Assert.Equal(expected, BundleParts.AreNumbers(new IdMap(ids)));

    private static IModel Model(string name) => ModelCatalog.Create(ModelCatalog.Find(name), SmallModels.Options[name], Checkerboard.Create(), seed: 1);

    private static float[] Weight(IModel model, string name) => model.Weights.Single(weight => weight.Name == name).Values;

    private static BundlePart Part(IModel model, string graph)
    {
        IGraph found = model.Graphs.Single(g => g.Name == graph);
        return new BundlePart(OnnxExport.ToModel(found, []), found.Inputs, found.Output.Name);
    }

    private static ModelProto Compose(string retrieval, string ranker)
    {
        IdMap ids = Checkerboard.Create().Items;
        var vectors = new VectorTable(new float[ids.Count * Dim], Dim);
        var parts = new BundleParts(ids, BundleParts.AreNumbers(ids), [.. Enumerable.Range(0, ids.Count)], vectors, Part(Model(retrieval), "user"), Part(Model(ranker), "model"), 20);
        return BundleGraph.Compose(parts, [new("model", "bundle")]);
    }
}
