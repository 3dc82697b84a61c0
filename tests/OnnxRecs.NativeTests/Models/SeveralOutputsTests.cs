using OnnxRecs.Artifacts;
using OnnxRecs.Onnx;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Tests.Support;
using OnnxRecs.Train;
using static TorchSharp.torch;

namespace OnnxRecs.NativeTests.Models;

/// <summary>A graph with more than one output, in each engine.</summary>
public sealed class SeveralOutputsTests : IDisposable
{
    private static readonly Feed[] Feeds = [new(FeedNames.User, new long[] { 3, 4 }, [2]), new(FeedNames.Items, new long[] { 0, 1, 2, 5, 6, 7 }, [2, 3])];
    private readonly TempFolder _folder = new();
    private readonly TorchWeights _weights = new([], CPU);

    public static TheoryData<string> Engines => ["arrays", "torch", "onnx"];

    public void Dispose()
    {
        _weights.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_WithoutNames_GivesTheFirstOutput(string engine)
    {
        using IModelRunner runner = Open(engine, new TwoOutputs());
        float[] sums = new float[6];

        runner.Run(Feeds, sums, [2, 3]);

        Assert.Equal("sums", runner.Output.Name);
        Assert.Equal([3, 4, 5, 9, 10, 11], sums);
    }

    [Theory]
    [MemberData(nameof(Engines))]
    public void Run_NamedOutputs_ComeInTheOrderAskedFor(string engine)
    {
        using IModelRunner runner = Open(engine, new TwoOutputs());
        float[] sums = new float[6], squares = new float[2], alone = new float[2];

        runner.Run(Feeds, [new Fetch("squares", squares, [2]), new Fetch("sums", sums, [2, 3])]);
        runner.Run(Feeds, [new Fetch("squares", alone, [2])]);

        Assert.Equal([3, 4, 5, 9, 10, 11], sums);
        Assert.Equal([9, 16], squares);
        Assert.Equal([9, 16], alone);
    }

    [Theory]
    [InlineData("torch")]
    [InlineData("onnx")]
    public void Run_OutputThatThereIsNot_IsRefused(string engine)
    {
        using IModelRunner runner = Open(engine, new TwoOutputs());

        Assert.Equal("The model has no output 'cubes'.", Assert.Throws<ArgumentException>(() => runner.Run(Feeds, [new Fetch("cubes", new float[2], [2])])).Message);
        Assert.Equal("Output 'squares' is asked for twice.", Assert.Throws<ArgumentException>(() =>
            runner.Run(Feeds, [new Fetch("squares", new float[2], [2]), new Fetch("squares", new float[2], [2])])).Message);
        Assert.Equal("No output is asked for.", Assert.Throws<ArgumentException>(() => runner.Run(Feeds, [])).Message);
    }

    [Fact]
    public void Open_ManifestThatNamesOtherOutputs_IsRefused()
    {
        IGraph graph = new TwoOutputs();
        OnnxExport.Write(graph, _folder["model.onnx"], []);
        GraphInfo wrong = graph.Info with { Outputs = [.. graph.Outputs.Reverse()] };

        Assert.Equal(
            $"{_folder["model.onnx"]} has outputs sums, squares where its manifest names squares, sums.",
            Assert.Throws<InvalidDataException>(() => new OnnxModel(_folder["model.onnx"], wrong)).Message);
    }

    [Fact]
    public void ParityGate_EveryOutput_IsCompared()
    {
        using IModelRunner trained = Open("torch", new TwoOutputs()), same = Open("onnx", new TwoOutputs()), other = Open("onnx", new TwoOutputs(squareOf: 0.01f));

        Assert.Equal(0, ParityGate.Check("made", trained, same, seed: 1));
        string message = Assert.Throws<InvalidOperationException>(() => ParityGate.Check("made", trained, other, seed: 1)).Message;
        Assert.Matches("^The export of made does not agree with training: .* became .* in 'squares' of shape ", message);
    }

    private IModelRunner Open(string engine, IGraph graph)
    {
        if (engine == "arrays") return new ArrayGraph(graph);
        if (engine == "torch") return new TorchGraph(graph, _weights);
        string path = _folder[$"{Guid.NewGuid():N}.onnx"];
        OnnxExport.Write(graph, path, []);
        return new OnnxModel(path, graph.Info);
    }
}
