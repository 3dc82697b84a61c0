using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Onnx;
using OnnxRecs.Ops;
using OnnxRecs.Tests.Snapshots;

namespace OnnxRecs.Tests.Models.Onnx;

/// <summary>What each model's export looks like, so that a change of a graph is a change in a reviewed file.</summary>
public sealed class GraphTextTests
{
    public static TheoryData<string, string> Graphs
    {
        get
        {
            var graphs = new TheoryData<string, string>();
            foreach (ModelEntry entry in ModelCatalog.Entries)
            {
                foreach (IGraph graph in Create(entry.Name).Graphs) graphs.Add(entry.Name, graph.Name);
            }
            return graphs;
        }
    }

    [Theory]
    [MemberData(nameof(Graphs))]
    public void Export_OfEachGraph_ReadsAsBefore(string model, string graph) =>
        Snapshot.Match(
            GraphText.Of(OnnxExport.ToModel(Create(model).Graphs.Single(g => g.Name == graph), [new("model", model)])),
            test: $"{model}.{graph}");

    [Fact]
    public void Read_OtherThanOnnx_IsRefused()
    {
        using var folder = new Support.TempFolder();
        string path = folder.Write("model.onnx", "no protocol buffer");

        Assert.StartsWith($"{path} is not an ONNX file, or not all of one: ", Assert.Throws<InvalidDataException>(() => GraphText.Read(path)).Message, StringComparison.Ordinal);
    }

    private static IModel Create(string name)
    {
        return ModelCatalog.Create(ModelCatalog.Find(name), SmallModels.Options[name], SmallModels.DataFor(name), seed: 1);
    }
}
