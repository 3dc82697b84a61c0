using OnnxRecs.Artifacts;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Onnx;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Tests.Models;
using OnnxRecs.Tests.Support;
using OnnxRecs.Train;
using static TorchSharp.torch;

namespace OnnxRecs.NativeTests.Models;

/// <summary>Every model of the catalogue, trained on the checkerboard and exported, with scorers in all three op sets.</summary>
public sealed class TrainedModels : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<IDisposable> _open = [];
    private readonly Dictionary<string, Dictionary<string, CatalogScorer>> _scorers = [];

    public TrainedModels()
    {
        foreach (ModelEntry entry in ModelCatalog.Entries)
        {
            IModel model = ModelCatalog.Create(entry, SmallModels.Options[entry.Name], Data, seed: 1);
            if (model is ITrainedModel trained)
                new TorchTrainer(new TrainingRun(entry.Name, 1, "cpu", 1, _folder[$"{entry.Name}.bin"], entry.Name), new RecordingReporter(), TimeProvider.System).Train(trained, Data, CancellationToken.None);
            var weights = new TorchWeights(model.Weights, CPU);
            _open.Add(weights);
            _scorers.Add(entry.Name, new()
            {
                ["arrays"] = Scorer(model, graph => new ArrayGraph(graph)),
                ["torch"] = Scorer(model, graph => new TorchGraph(graph, weights)),
                ["onnx"] = Scorer(model, graph => Export(entry.Name, graph)),
            });
        }
    }

    internal PreparedData Data { get; } = Checkerboard.Create();

    /// <summary>Scores of all items for each query: [queries][items].</summary>
    internal float[][] Score(string model, string ops, params Query[] queries)
    {
        float[] scores = new float[queries.Length * Data.ItemCount];
        _scorers[model][ops].Score(queries, scores);
        return [.. scores.Chunk(Data.ItemCount)];
    }

    public void Dispose()
    {
        foreach (IDisposable open in _open) open.Dispose();
        _folder.Dispose();
    }

    private CatalogScorer Scorer(IModel model, Func<IGraph, IModelRunner> open) =>
        CatalogScorer.Of(model.Graphs.ToDictionary(graph => graph.Name, open), Data.ItemCount);

    private OnnxModel Export(string model, IGraph graph)
    {
        string path = _folder[$"{model}.{graph.Name}.onnx"];
        OnnxExport.Write(graph, path, []);
        var runner = new OnnxModel(path, new GraphInfo(graph.Name, [.. graph.Inputs], graph.Output));
        _open.Add(runner);
        return runner;
    }
}
