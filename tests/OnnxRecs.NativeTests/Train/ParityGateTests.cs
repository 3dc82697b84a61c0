#pragma warning disable CA2201 // What the engine throws is thrown here in its place.
using System.Runtime.InteropServices;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Tests.Models;
using OnnxRecs.Tests.Support;
using OnnxRecs.Train;
using static TorchSharp.torch;

namespace OnnxRecs.NativeTests.Train;

/// <summary>Graphs that are exported otherwise than they are trained: small differences pass, others do not.</summary>
public sealed class ParityGateTests : IDisposable
{
    private const int ItemCount = 40;
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(5e-5)]
    public void Check_Near_GivesTheDifference(double off) => Assert.Equal(off, Check(new Forged(item => item, item => item * (1 + off))), 1e-6);

    [Fact]
    public void Check_Off_SaysWhatBecameOfWhat() =>
        Assert.Equal(
            "The export of forged does not agree with training: 7 became 7.5 in 'scores' of shape [1, 300], a difference of 7.1e-2 where 1.0e-4 is allowed. Nothing was written.",
            Assert.Throws<InvalidOperationException>(() => Check(new Forged(item => item, item => item == 7 ? 7.5 : item))).Message);

    [Fact]
    public void Check_TinyScoresOff_AreRefused() =>
        // By an absolute measure 1e-5 and 2e-5 would be as good as equal.
        Assert.Throws<InvalidOperationException>(() => Check(new Forged(item => 1e-5, item => 2e-5)));

    [Fact]
    public void Check_NotANumber_IsRefused() => Assert.Throws<InvalidOperationException>(() => Check(new Forged(item => item, item => item == 7 ? double.NaN : item)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Check_OffForOneNewUserAlone_IsRefused(int length)
    {
        PreparedData data = Checkerboard.Create();
        IModel model = ModelCatalog.Create(ModelCatalog.Find("gru"), new GruRankerOptions { Dim = 4, MaxLength = 6 }, data, seed: 1);
        IGraph graph = model.Graphs[0];
        OnnxExport.Write(graph, _folder["gru.onnx"], []);
        using var weights = new TorchWeights(model.Weights, CPU);
        using var trained = new TorchGraph(graph, weights);
        bool Alone(ReadOnlySpan<Feed> feeds)
        {
            foreach (Feed feed in feeds)
            {
                if (feed.Name == FeedNames.Length) return feed.Values.Length == 1 && feed.Values.Span[0] == length;
            }
            return false;
        }
        using var exported = new Off(new OnnxModel(_folder["gru.onnx"], graph.Info), 0.5) { Where = Alone };

        Assert.Throws<InvalidOperationException>(() => ParityGate.Check("gru", trained, exported, seed: 1));
        Assert.Contains(ParityGate.ProbesOf("model", trained, seed: 1), probe => length == 1 || Alone(probe.Feeds));
    }

    [Fact]
    public void CheckLists_TheSame_AreEqual() => Assert.Equal((0, 64, 64), CheckLists(new Forged(item => item, item => item)));

    [Fact]
    public void CheckLists_TiesInAnotherOrder_Pass()
    {
        // Pairs of items tie in training; in the export the later one is a little better.
        (double difference, int lists, int equal) = CheckLists(new Forged(item => item / 2, item => item / 2 * (1 + item % 2 * 2e-5)));

        Assert.Equal((64, 0), (lists, equal));
        Assert.Equal(2e-5, difference, 1e-6);
    }

    [Fact]
    public void CheckLists_OneGoodItemMissing_IsRefused() =>
        Assert.StartsWith(
            "The export of forged does not agree with training: its first 10 items for a history of ",
            Assert.Throws<InvalidOperationException>(() => CheckLists(new Forged(item => item, item => item == 35 ? 29.9 : item))).Message, StringComparison.Ordinal);

    [Fact]
    public void Train_MemoryDoesNotSufficeForTheExport_SaysSoInOneLine()
    {
        PipelineConfig config = PopularOfTheSample();
        var reporter = new RecordingReporter();
        // As the training's engine says it, which runs the graphs too.
        var context = new StageContext(config, reporter, (_, _, _) => throw new ExternalException("std::bad_alloc\nframe #0"));
        var runner = new PipelineRunner([DataStage.Task(config, reporter), .. TrainStage.Tasks(config, TimeProvider.System)], context, TimeProvider.System);

        Assert.Equal(
            "popular: the memory does not suffice for the export (std::bad_alloc). Where only others took the memory, run the same command again, what is trained is kept; otherwise choose a smaller models.popular or a smaller data set.",
            Assert.Throws<InputException>(() => runner.RunAll(force: false, CancellationToken.None)).Message);
    }

    [Fact]
    public void Train_ExportDisagrees_WritesNoArtifact()
    {
        PipelineConfig config = PopularOfTheSample();
        var reporter = new RecordingReporter();
        PipelineRunner Runner(double off)
        {
            var context = new StageContext(config, reporter, (path, graph, threads) => new Off(new OnnxModel(path, graph, threads), off));
            return new PipelineRunner([DataStage.Task(config, reporter), .. TrainStage.Tasks(config, TimeProvider.System)], context, TimeProvider.System);
        }

        var error = Assert.Throws<InvalidOperationException>(() => Runner(off: 0.5).RunAll(force: false, CancellationToken.None));

        Assert.StartsWith("The export of popular (model) does not agree with training: ", error.Message, StringComparison.Ordinal);
        Assert.Equal(["data"], Directory.GetDirectories(_folder["models/sample"]).Select(Path.GetFileName));
        Artifact made = Runner(off: 0).RunAll(force: false, CancellationToken.None)[^1].Artifact;
        Assert.Equal((0, 0), (made.Manifest.Figures["parity.model"], made.Manifest.Figures["parity.top10"]));
        Assert.Equal(made.Manifest.Figures["parity.top10.lists"], made.Manifest.Figures["parity.top10.equal"]);
    }

    private PipelineConfig PopularOfTheSample() => new()
    {
        DataDirectory = Path.Combine(Repository.Root, "data"),
        ModelsDirectory = _folder["models"],
        Models = new(StringComparer.Ordinal) { ["popular"] = [] },
        Candidates = new CandidatesOptions { Source = "" },
    };

    private double Check(Forged graph)
    {
        using var weights = new TorchWeights(graph.Weights, CPU);
        using var trained = new TorchGraph(graph, weights);
        using OnnxModel exported = Export(graph);
        return ParityGate.Check("forged", trained, exported, seed: 1);
    }

    private (double Difference, int Lists, int Equal) CheckLists(Forged graph)
    {
        using var weights = new TorchWeights(graph.Weights, CPU);
        using var trained = new TorchGraph(graph, weights);
        using OnnxModel exported = Export(graph);
        return ParityGate.CheckLists("forged", Named(trained), Named(exported), ItemCount, seed: 1);
    }

    private static Dictionary<string, IModelRunner> Named(IModelRunner graph) => new() { ["model"] = graph };

    private OnnxModel Export(Forged graph)
    {
        OnnxExport.Write(graph, _folder["forged.onnx"], []);
        return new OnnxModel(_folder["forged.onnx"], ((IGraph)graph).Info);
    }

    /// <summary>Gives an item another score in its export than in training.</summary>
    private sealed class Forged : IGraph
    {
        private readonly WeightSet _set = new(new Rng(1));
        private readonly Weight _trained, _exported;

        public Forged(Func<int, double> trained, Func<int, double> exported)
        {
            _trained = _set.Fixed("trained", Scores(trained), ItemCount);
            _exported = _set.Fixed("exported", Scores(exported), ItemCount);
        }

        public IReadOnlyList<Weight> Weights => _set.All;

        public string Name => "model";

        public IReadOnlyList<TensorInfo> Inputs { get; } = [new(FeedNames.Items, ["B", "N"], ItemCount)];

        public TensorInfo Output { get; } = new("scores", ["B", "N"]);

        public T Run<T>(IOps<T> ops, Tensors<T> inputs) => ops.Lookup(ops is OnnxOps ? _exported : _trained, inputs[FeedNames.Items]);

        private static float[] Scores(Func<int, double> score) => [.. Enumerable.Range(0, ItemCount).Select(item => (float)score(item))];
    }

    /// <summary>A runtime that adds something to every score.</summary>
    private sealed class Off(IModelRunner model, double off) : IModelRunner
    {
        public delegate bool Condition(ReadOnlySpan<Feed> feeds);

        public Condition Where { get; init; } = _ => true;

        public IReadOnlyList<TensorInfo> Inputs => model.Inputs;

        public IReadOnlyList<TensorInfo> Outputs => model.Outputs;

        public void Run(ReadOnlySpan<Feed> feeds, ReadOnlySpan<Fetch> fetches, CancellationToken cancel = default)
        {
            model.Run(feeds, fetches, cancel);
            if (!Where(feeds)) return;
            foreach (Fetch fetch in fetches)
            {
                foreach (ref float score in fetch.Values.Span) score += (float)off;
            }
        }

        public void Dispose() => model.Dispose();
    }
}
