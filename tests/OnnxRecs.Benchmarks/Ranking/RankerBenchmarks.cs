using BenchmarkDotNet.Attributes;
using Microsoft.ML.OnnxRuntime;
using OnnxRecs.Artifacts;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Runtime;

namespace OnnxRecs.Benchmarks.Ranking;

/// <summary>One user's 200 candidates through the ranking stage, beside nothing but the run of the same graph.</summary>
public class RankerBenchmarks
{
    private const int CandidateCount = 200;
    private string _folder = "";
    private OnnxModel _model = null!;
    private ModelRanker _ranker = null!;
    private Query _query = null!;
    private ScoredItems _candidates = null!;
    private InferenceSession _session = null!;
    private RunOptions _options = null!;
    private string[] _names = [];
    private OrtValue[] _inputs = [];
    private OrtValue[] _outputs = [];

    /// <summary>Exported with initial weights: what they are does not change the work.</summary>
    [Params("neumf", "gru")]
    public string Model { get; set; } = "";

    [GlobalSetup]
    public void SetUp()
    {
        PreparedData data = SyntheticData.Prepared;
        var weights = new WeightSet(new Rng(1));
        IGraph graph = Model == "neumf" ? new NeuMf(new NeuMfOptions(), data, weights) : new GruRanker(new GruRankerOptions(), data, weights);
        _folder = Directory.CreateTempSubdirectory("onnxrecs-bench").FullName;
        string path = Path.Combine(_folder, graph.Info.File);
        OnnxExport.Write(graph, path, []);
        _model = new OnnxModel(path, graph.Info);
        _ranker = new ModelRanker(_model);
        _query = data.QueryOf(0, Phase.Test, CandidateCount);
        int[] items = [.. Enumerable.Range(0, CandidateCount).Select(i => i * 17)];
        _candidates = new ScoredItems(items, new float[CandidateCount]);

        // As OnnxModel sets it up.
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        _session = new InferenceSession(path, options);
        _options = new RunOptions();
        using FeedBatch feeds = new FeedBuilder(graph.Inputs).Build([_query], [items]);
        Feed[] given = feeds.Feeds.ToArray();
        _names = Array.ConvertAll(given, feed => feed.Name);
        _inputs = Array.ConvertAll(given, feed => OrtValue.CreateTensorValueFromMemory(feed.Values.ToArray(), feed.Dims));
        _outputs = [OrtValue.CreateTensorValueFromMemory(new float[CandidateCount], [1, CandidateCount])];
    }

    [Benchmark(Baseline = true, Description = "bare Run")]
    public void BareRun() => _session.Run(_options, _names, _inputs, [_model.Outputs[0].Name], _outputs);

    [Benchmark(Description = "ModelRanker.Apply")]
    public ScoredItems Apply() => _ranker.Apply(_query, _candidates);

    [GlobalCleanup]
    public void CleanUp()
    {
        foreach (OrtValue value in _inputs.Concat(_outputs)) value.Dispose();
        _options.Dispose();
        _session.Dispose();
        _model.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
