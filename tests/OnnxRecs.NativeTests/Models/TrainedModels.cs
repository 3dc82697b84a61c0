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
    /// <summary>Of the test classes that share them.</summary>
    public const string Collection = "trained models";

    private readonly PreparedData _likes = Checkerboard.Create(), _stars = Checkerboard.CreateRated();
    private readonly TempFolder _folder = new();
    private readonly List<IDisposable> _open = [];
    private readonly Dictionary<(string Model, string Ops), IReadOnlyDictionary<string, IModelRunner>> _graphs = [];

    public TrainedModels()
    {
        foreach (ModelEntry entry in ModelCatalog.Entries)
        {
            PreparedData data = DataOf(entry.Name);
            IModel model = ModelCatalog.Create(entry, SmallModels.Options[entry.Name], data, seed: 1);
            if (model is ITrainedModel trained)
                new TorchTrainer(new TrainingRun(entry.Name, 1, "cpu", 1, _folder[$"{entry.Name}.bin"], entry.Name), new RecordingReporter(), TimeProvider.System).Train(trained, data, CancellationToken.None);
            if (model is IFittedModel fitted) fitted.Fit(new FitContext(entry.Name, new TorchAlgebra(threads: 1), Seed: 1, Threads: 1, new RecordingReporter(), CancellationToken.None));
            var weights = new TorchWeights(model.Weights, CPU);
            _open.Add(weights);
            void Add(string ops, Func<IGraph, IModelRunner> open) => _graphs.Add((entry.Name, ops), model.Graphs.ToDictionary(graph => graph.Name, open));
            Add("arrays", graph => new ArrayGraph(graph));
            Add("torch", graph => new TorchGraph(graph, weights));
            Add("onnx", graph => Export(entry.Name, graph));
        }
    }

    /// <summary>What a model was trained on.</summary>
    internal PreparedData DataOf(string model) => SmallModels.NeedsRatings(model) ? _stars : _likes;

    /// <summary>Scores of all items for each query: [queries][items].</summary>
    internal float[][] Score(string model, string ops, params Query[] queries)
    {
        float[] scores = new float[queries.Length * Checkerboard.Size];
        CatalogScorer.Of(Graphs(model, ops), Checkerboard.Size).Score(queries, scores);
        return [.. scores.Chunk(Checkerboard.Size)];
    }

    /// <summary>A model's graphs by name in "arrays", "torch" or "onnx".</summary>
    internal IReadOnlyDictionary<string, IModelRunner> Graphs(string model, string ops) => _graphs[(model, ops)];

    /// <summary>Where an exported graph lies.</summary>
    internal string PathOf(string model, string graph) => _folder[$"{model}.{graph}.onnx"];

    public void Dispose()
    {
        foreach (IDisposable open in _open) open.Dispose();
        _folder.Dispose();
    }

    private OnnxModel Export(string model, IGraph graph)
    {
        string path = PathOf(model, graph.Name);
        OnnxExport.Write(graph, path, []);
        var runner = new OnnxModel(path, graph.Info);
        _open.Add(runner);
        return runner;
    }
}

[CollectionDefinition(TrainedModels.Collection)]
public sealed class TrainedModelsGroup : ICollectionFixture<TrainedModels>;
