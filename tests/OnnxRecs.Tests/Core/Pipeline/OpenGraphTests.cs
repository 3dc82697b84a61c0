using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Candidates.Sources;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Pipeline;

/// <summary>The one door through which models come into use: what does not fit the data or does not compute what training did stays outside.</summary>
public sealed class OpenGraphTests : IDisposable
{
    private const int ItemCount = 4;
    private static readonly PreparedData Data = Likes.Of(ItemCount, [(0, 0, 1), (1, 1, 2)]);
    private static readonly TensorInfo[] Inputs = [FakeRunner.User(2), FakeRunner.Items(ItemCount)];

    private readonly TempFolder _folder = new();
    private readonly Dictionary<string, string> _metadata = new(ModelMetadata.Of("neumf", "ranker", "model", Data, seed: 7));
    private FakeRunner? _opened;

    private string Path => System.IO.Path.Combine(_folder["neumf"], "model.onnx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void OpenGraph_AllFits_RunsTheProbesAndOpens()
    {
        using IModelRunner runner = Open(Inputs, items => items / 8f);

        Assert.Equal(2, _opened!.Runs);
        Assert.False(_opened.IsDisposed);
    }

    [Fact]
    public void OpenGraph_WithinTheTolerance_Opens() => Open(Inputs, items => items / 8f * 1.00005f).Dispose();

    [Fact]
    public void OpenGraph_OtherOutput_IsRefusedWithTheDifference()
    {
        var error = Assert.Throws<InvalidDataException>(() => Open(Inputs, items => items == 3 ? 0.25f : items / 8f));

        // All scores are at most 3/8, so 3/8 is what differences are relative to: (3/8 - 1/4) / (3/8) = 1/3.
        Assert.Equal(
            $"{Path} does not compute what training did: 0.375 became 0.25 in 'scores' of shape [1, 1], a difference of 3.3e-1 where 1.0e-4 is allowed. "
            + "Either the file does not belong to its manifest or this runtime computes otherwise: run `onnxrecs train neumf --force`",
            error.Message);
        Assert.True(_opened!.IsDisposed);
    }

    [Fact]
    public void OpenGraph_NotANumber_IsRefused() =>
        Assert.Contains("0 became NaN in 'scores' of shape [1, 2], a difference of ", Assert.Throws<InvalidDataException>(() => Open(Inputs, items => items == 0 ? float.NaN : items / 8f)).Message, StringComparison.Ordinal);

    [Fact]
    public void OpenGraph_NoProbes_IsRefused()
    {
        Artifact bare = Write(withProbes: false);

        Assert.Equal(
            $"{bare.Folder} has no file probes.bin: run `onnxrecs train neumf` again",
            Assert.Throws<InvalidDataException>(() => Context(Inputs, items => items / 8f).OpenGraph(bare, "model", Data)).Message);
    }

    [Theory]
    [InlineData(ModelMetadata.ItemVocabulary, "items")]
    [InlineData(ModelMetadata.UserVocabulary, "users")]
    public void OpenGraph_OtherVocabulary_IsRefused(string key, string what)
    {
        _metadata[key] = "0123456789";
        string here = (what == "items" ? Data.Items : Data.Users).Fingerprint[..8];

        var error = Assert.Throws<InputException>(() => Open(Inputs, items => items / 8f));

        Assert.Equal($"{Path} was trained with other {what} than those of made (vocabulary 01234567, here {here}): run `onnxrecs train neumf --force`", error.Message);
        Assert.True(_opened!.IsDisposed);
    }

    [Fact]
    public void OpenGraph_OtherUsersOfAModelThatReadsNone_Opens()
    {
        _metadata[ModelMetadata.UserVocabulary] = "0123456789";

        Open([FakeRunner.Items(ItemCount)], items => items / 8f).Dispose();
    }

    [Fact]
    public void OpenGraph_FileSaysNothingOfItself_IsRefused()
    {
        _metadata.Clear();

        Assert.Contains("does not say which items its indexes stand for (no itemVocabulary in its metadata)", Assert.Throws<InputException>(() => Open(Inputs, items => items / 8f)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenGraph_UnknownGraph_ListsTheKnownOnes() =>
        Assert.Contains("has no graph 'user', only model", Assert.Throws<InputException>(() => Context(Inputs, _ => 0).OpenGraph(Write(), "user", Data)).Message, StringComparison.Ordinal);

    private IModelRunner Open(TensorInfo[] inputs, Func<long, float> score) => Context(inputs, score).OpenGraph(Write(inputs), "model", Data);

    private StageContext Context(TensorInfo[] inputs, Func<long, float> score) => new(new PipelineConfig(), new FakePipeline(_folder.Path), (_, _, _) =>
        _opened = new FakeRunner(inputs, new TensorInfo("scores", ["B", "N"]), values => Array.ConvertAll(values[FeedNames.Items], item => score(item))) { Metadata = _metadata });

    /// <summary>An artifact whose training gave an eighth of the item's index.</summary>
    private Artifact Write(TensorInfo[]? inputs = null, bool withProbes = true)
    {
        using var writer = new ArtifactWriter(_folder["neumf"]);
        File.WriteAllText(writer.PathOf("model.onnx"), "");
        Feed[] Feeds(params long[] items) => [.. (inputs ?? Inputs).Select(input => input.Name == FeedNames.Items ? new Feed(input.Name, items, [1, items.Length]) : new Feed(input.Name, new long[] { 1 }, [1]))];
        Probe[] probes = [new("model", Feeds(0, 1), [new Fetch("scores", new float[] { 0, 0.125f }, [1, 2])]), new("model", Feeds(3), [new Fetch("scores", new float[] { 0.375f }, [1, 1])])];
        if (withProbes) Probes.Write(writer.PathOf(Probes.FileName), probes);
        var graph = new GraphInfo("model", inputs ?? Inputs, [new TensorInfo("scores", ["B", "N"])]);
        return writer.Commit(new Manifest { Kind = ArtifactKinds.Model, Name = "neumf", Key = "key", DataFingerprint = Data.Fingerprint, Graphs = [graph] });
    }
}
