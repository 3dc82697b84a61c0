using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Pipeline;

public sealed class PipelineRunnerTests : IDisposable
{
    private static readonly string[] All = ["data", "popular", "neumf", "rank", "evaluation"];
    private readonly TempFolder _folder = new();
    private readonly FakePipeline _pipeline;

    public PipelineRunnerTests() => _pipeline = new FakePipeline(_folder["models"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RunAll_NothingThere_BuildsAllInOrder()
    {
        IReadOnlyList<TaskOutcome> outcomes = _pipeline.RunAll();

        Assert.Equal(All, _pipeline.Built);
        Assert.Equal(All, outcomes.Select(outcome => outcome.Task.Name));
        Assert.All(outcomes, outcome => Assert.True(outcome.Built));
        Assert.Equal(["data: building", "data: done in 0.0 s", "train popular: building"], _pipeline.Messages[..3]);
        Assert.Equal("rank(data(events, 1, 42)neumf(data(events, 1, 42), 1, 42), 1, 42)", _pipeline.Files()["rank/rank.txt"]);
        Assert.Equal(All.Order(), new Timings(_pipeline.Folder).Seconds.Keys);
    }

    [Fact]
    public void RunAll_Again_BuildsNothingAndChangesNoFile()
    {
        _pipeline.RunAll();
        SortedDictionary<string, string> before = _pipeline.Files();

        IReadOnlyList<TaskOutcome> outcomes = _pipeline.RunAll();

        Assert.Empty(_pipeline.Built);
        Assert.All(outcomes, outcome => Assert.False(outcome.Built));
        Assert.Equal(["data: up to date", "train popular: up to date", "train neumf: up to date", "rank: up to date", "evaluate: up to date"], _pipeline.Messages);
        Assert.Equal(before, _pipeline.Files());
    }

    [Fact]
    public void RunAll_Forced_GivesTheSameBytes()
    {
        _pipeline.RunAll();
        SortedDictionary<string, string> before = _pipeline.Files();

        _pipeline.RunAll(force: true);

        Assert.Equal(All, _pipeline.Built);
        Assert.Contains("train neumf: forced, building", _pipeline.Messages);
        Assert.Equal(before, _pipeline.Files());
    }

    [Fact]
    public void RunAll_SettingChanged_BuildsWhatRestsOnIt()
    {
        _pipeline.RunAll();
        _pipeline.Settings["neumf"] = 2;

        _pipeline.RunAll();

        Assert.Equal(["neumf", "rank", "evaluation"], _pipeline.Built);
        Assert.Contains("train neumf: settings changed, building", _pipeline.Messages);
        Assert.Contains("rank: neumf changed, building", _pipeline.Messages);
        Assert.Contains("evaluate: neumf, rank changed, building", _pipeline.Messages);
    }

    [Fact]
    public void RunAll_SeedChanged_BuildsAll()
    {
        _pipeline.RunAll();
        _pipeline.Seed = 7;

        _pipeline.RunAll();

        Assert.Equal(All, _pipeline.Built);
    }

    [Fact]
    public void RunAll_SourceChanged_BuildsAll()
    {
        _pipeline.RunAll();
        _pipeline.Source = "more events";

        _pipeline.RunAll();

        Assert.Equal(All, _pipeline.Built);
        Assert.Contains("data: source changed, building", _pipeline.Messages);
    }

    [Fact]
    public void RunAll_DamagedFile_BuildsItAgainAndNothingElse()
    {
        _pipeline.RunAll();
        SortedDictionary<string, string> before = _pipeline.Files();
        File.AppendAllText(Path.Combine(_pipeline.Folder, "neumf", "neumf.txt"), "x");

        _pipeline.RunAll();

        Assert.Equal(["neumf"], _pipeline.Built);
        Assert.Contains(_pipeline.Messages, message => message.StartsWith("train neumf: ", StringComparison.Ordinal) && message.Contains("is damaged", StringComparison.Ordinal) && message.EndsWith("), building", StringComparison.Ordinal));
        Assert.Equal(before, _pipeline.Files());
    }

    [Fact]
    public void RunAll_PublishedFile_LiesBesideTheArtifactAndComesBack()
    {
        _pipeline.RunAll();
        string copy = Path.Combine(_pipeline.Folder, "evaluation.txt");
        string content = File.ReadAllText(copy);
        File.Delete(copy);

        _pipeline.RunAll();

        Assert.Equal(content, File.ReadAllText(copy));
        Assert.Equal(content, File.ReadAllText(Path.Combine(_pipeline.Folder, "evaluation", "evaluation.txt")));
        Assert.Empty(_pipeline.Built);
    }

    [Fact]
    public void RunAll_AfterAFailure_GoesOnWhereItWas()
    {
        _pipeline.Fail["rank"] = () => throw new InvalidOperationException("broken");
        Assert.Throws<InvalidOperationException>(() => _pipeline.RunAll());
        Assert.DoesNotContain(_pipeline.Files().Keys, name => name.StartsWith("rank", StringComparison.Ordinal));
        _pipeline.Fail.Clear();

        _pipeline.RunAll();

        Assert.Equal(["rank", "evaluation"], _pipeline.Built);
    }

    [Fact]
    public void RunAll_DiskFull_LeavesTheOldArtifactWhole()
    {
        _pipeline.RunAll();
        SortedDictionary<string, string> before = _pipeline.Files();
        _pipeline.Settings["rank"] = 2;
        _pipeline.Fail["rank"] = () => throw new IOException("No space left on device");

        Assert.Throws<IOException>(() => _pipeline.RunAll());

        Assert.Equal(before, _pipeline.Files());
    }

    [Fact]
    public void RunAll_Cancelled_KeepsWhatWasMadeAndGoesOn()
    {
        using var source = new CancellationTokenSource();
        _pipeline.Fail["neumf"] = source.Cancel;
        Assert.Throws<OperationCanceledException>(() => _pipeline.RunAll(cancel: source.Token));
        Assert.Equal(["data/data.txt", "data/manifest.json", "popular/manifest.json", "popular/popular.txt"], _pipeline.Files().Keys);
        _pipeline.Fail.Clear();

        _pipeline.RunAll();

        Assert.Equal(["neumf", "rank", "evaluation"], _pipeline.Built);
    }

    [Fact]
    public void RunAll_ClearsUpBehindATask_OnlyOnceItsArtifactIsInPlace()
    {
        bool there = false;
        using var cancel = new CancellationTokenSource();
        _pipeline.Committed["neumf"] = () => there = File.Exists(Path.Combine(_pipeline.Folder, "neumf", "manifest.json"));
        _pipeline.Fail["neumf"] = cancel.Cancel;

        Assert.Throws<OperationCanceledException>(() => _pipeline.RunAll(cancel: cancel.Token));
        Assert.False(there);

        _pipeline.Fail.Clear();
        _pipeline.RunAll();
        Assert.True(there);
    }

    [Fact]
    public void RunAll_InterruptedOrNot_GivesTheSameBytes()
    {
        _pipeline.Fail["rank"] = () => throw new IOException("No space left on device");
        Assert.Throws<IOException>(() => _pipeline.RunAll());
        _pipeline.Fail.Clear();
        _pipeline.RunAll();
        var other = new FakePipeline(_folder["other"]);

        other.RunAll();

        Assert.Equal(other.Files(), _pipeline.Files());
    }

    [Fact]
    public void RunAll_LeftoversOfAKilledRun_AreCleared()
    {
        _pipeline.RunAll();
        SortedDictionary<string, string> before = _pipeline.Files();
        Directory.CreateDirectory(Path.Combine(_pipeline.Folder, "gru.partial"));
        Directory.Move(Path.Combine(_pipeline.Folder, "neumf"), Path.Combine(_pipeline.Folder, "neumf.old"));

        _pipeline.RunAll();

        Assert.Empty(_pipeline.Built);
        Assert.Equal(before, _pipeline.Files());
    }

    [Fact]
    public void RunStage_InputMissing_SaysWhatToRun()
    {
        string message = Assert.Throws<InputException>(() => _pipeline.RunStage("train")).Message;

        Assert.Equal($"{Path.Combine(_pipeline.Folder, "data")} is missing: run `onnxrecs data` (or `onnxrecs pipeline`) first", message);
    }

    [Fact]
    public void RunStage_OneByOne_GivesTheSameFilesAsAll()
    {
        foreach (string stage in (string[])["data", "train", "rank", "evaluate"]) _pipeline.RunStage(stage);
        var other = new FakePipeline(_folder["other"]);

        other.RunAll();

        Assert.Equal(other.Files(), _pipeline.Files());
    }

    [Fact]
    public void RunStage_Names_BuildsOnlyThese()
    {
        _pipeline.RunStage("data");

        _pipeline.RunStage("train", ["neumf"]);

        Assert.Equal(["neumf"], _pipeline.Built);
    }

    [Fact]
    public void RunStage_UnknownName_ListsTheKnown() => Assert.Equal(
        "\"neumff\" is not in the settings' models (popular, neumf); did you mean \"neumf\"?",
        Assert.Throws<InputException>(() => _pipeline.RunStage("train", ["neumff"])).Message);

    [Fact]
    public void RunStage_UpToDate_BuildsOnlyWhenForced()
    {
        _pipeline.RunAll();

        _pipeline.RunStage("rank");
        Assert.Empty(_pipeline.Built);

        _pipeline.RunStage("rank", force: true);
        Assert.Equal(["rank"], _pipeline.Built);
    }

    [Fact]
    public void RunStage_InputOfOtherSettings_IsUsedWithANotice()
    {
        _pipeline.RunAll();
        _pipeline.Settings["neumf"] = 2;

        _pipeline.RunStage("rank");

        string folder = Path.Combine(_pipeline.Folder, "neumf");
        Assert.Equal([$"note: {folder} is used as it lies there, but settings changed since it was made; `onnxrecs pipeline` would make it again", "rank: up to date"], _pipeline.Messages);
    }

    [Fact]
    public void RunStage_InputOfAnOlderInput_IsUsedWithANotice()
    {
        _pipeline.RunAll();
        _pipeline.Settings["neumf"] = 2;
        _pipeline.RunStage("train");

        _pipeline.RunStage("evaluate");

        Assert.Equal(["evaluation"], _pipeline.Built);
        Assert.Contains(_pipeline.Messages, message => message.Contains("rank is used as it lies there, but neumf changed since it was made", StringComparison.Ordinal));
    }

    [Fact]
    public void RunStage_InputOfOtherData_IsRefused()
    {
        _pipeline.RunAll();
        _pipeline.Source = "more events";
        _pipeline.RunStage("data");

        string message = Assert.Throws<InputException>(() => _pipeline.RunStage("rank")).Message;

        Assert.Contains("neumf was made from other data", message, StringComparison.Ordinal);
        Assert.EndsWith("run `onnxrecs train neumf` (or `onnxrecs pipeline`) again", message, StringComparison.Ordinal);
    }

    [Fact]
    public void RunStage_DamagedInput_IsRefused()
    {
        _pipeline.RunAll();
        File.AppendAllText(Path.Combine(_pipeline.Folder, "neumf", "neumf.txt"), "x");

        Assert.Contains("neumf.txt is damaged", Assert.Throws<InvalidDataException>(() => _pipeline.RunStage("rank")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_WhileAnotherRunWorks_IsRefused()
    {
        using var other = new FolderLock(_pipeline.Folder);

        Assert.Throws<InputException>(() => _pipeline.RunAll());
    }

    [Fact]
    public void Constructor_InputAfterItsUser_IsRefused()
    {
        ArtifactTask Task(string name, params string[] inputs) => new("train", name, ArtifactKinds.Model, inputs, [], (_, _) => new ArtifactContents());
        var context = new StageContext(new PipelineConfig(), _pipeline, (_, _, _) => throw new NotSupportedException());

        Assert.Throws<ArgumentException>(() => new PipelineRunner([Task("b", "a"), Task("a")], context, TimeProvider.System));
        Assert.Throws<ArgumentException>(() => new PipelineRunner([Task("a"), Task("a")], context, TimeProvider.System));
    }

    [Fact]
    public void Key_DoesNotDependOnTheOrderOfSettings()
    {
        Assert.True(ArtifactKey.SameSettings((JsonObject)JsonNode.Parse("""{"a":{"x":1,"y":2},"b":[1,2]}""")!, (JsonObject)JsonNode.Parse("""{"b":[1,2],"a":{"y":2,"x":1}}""")!));
        Assert.False(ArtifactKey.SameSettings((JsonObject)JsonNode.Parse("""{"b":[1,2]}""")!, (JsonObject)JsonNode.Parse("""{"b":[2,1]}""")!));
    }
}
