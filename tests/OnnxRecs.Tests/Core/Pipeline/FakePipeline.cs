using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Core.Pipeline;

/// <summary>Five tasks that write a line each, over one source text; the tests change settings, break them and look what is made.</summary>
internal sealed class FakePipeline : IReporter
{
    private readonly string _models;

    public FakePipeline(string models) => _models = models;

    public string Source { get; set; } = "events";

    public int Seed { get; set; } = 42;

    /// <summary>A setting of each task.</summary>
    public Dictionary<string, int> Settings { get; } = new() { ["data"] = 1, ["popular"] = 1, ["neumf"] = 1, ["rank"] = 1, ["evaluation"] = 1 };

    /// <summary>What happens in a task after it has written its file.</summary>
    public Dictionary<string, Action> Fail { get; } = [];

    /// <summary>Tasks that clear up once their artifact is in its place.</summary>
    public Dictionary<string, Action> Committed { get; } = [];

    public List<string> Messages { get; } = [];

    /// <summary>Names of the tasks that were built.</summary>
    public List<string> Built { get; } = [];

    public string Folder => Path.Combine(_models, "sample");

    public IReadOnlyList<TaskOutcome> RunAll(bool force = false, CancellationToken cancel = default)
    {
        Forget();
        return Runner().RunAll(force, cancel);
    }

    public IReadOnlyList<TaskOutcome> RunStage(string stage, string[]? names = null, bool force = false)
    {
        Forget();
        return Runner().RunStage(stage, names ?? [], force, CancellationToken.None);
    }

    /// <summary>All files below the models folder with their content, but for times and the lock.</summary>
    public SortedDictionary<string, string> Files()
    {
        var files = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string path in Directory.GetFiles(_models, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(Folder, path).Replace('\\', '/');
            if (name is not ("timings.json" or ".lock")) files.Add(name, File.ReadAllText(path));
        }
        return files;
    }

    public void Message(string text) => Messages.Add(text);

    public void Progress(string task, double fraction, string detail) { }

    private void Forget()
    {
        Messages.Clear();
        Built.Clear();
    }

    private PipelineRunner Runner()
    {
        ArtifactTask[] tasks =
        [
            Task("data", "data", ArtifactKinds.Data) with { Source = _ => Source },
            Task("train", "popular", ArtifactKinds.Model, "data"),
            Task("train", "neumf", ArtifactKinds.Model, "data"),
            Task("rank", "rank", ArtifactKinds.Rank, "data", "neumf"),
            Task("evaluate", "evaluation", ArtifactKinds.Evaluation, "data", "popular", "neumf", "rank") with { Published = "evaluation.txt" },
        ];
        var config = new PipelineConfig { ModelsDirectory = _models, Seed = Seed };
        return new PipelineRunner(tasks, new StageContext(config, this, (_, _, _) => throw new NotSupportedException()), new StoppedClock());
    }

    private ArtifactTask Task(string stage, string name, string kind, params string[] inputs) =>
        new(stage, name, kind, inputs, new JsonObject { ["setting"] = Settings[name] }, (context, cancel) =>
        {
            Built.Add(name);
            string read = string.Concat(context.Inputs.Select(input => File.ReadAllText(input.Value.PathOf($"{input.Key}.txt"))));
            File.WriteAllText(context.Output.PathOf($"{name}.txt"), $"{name}({(name == "data" ? Source : read)}, {Settings[name]}, {Seed})");
            if (Fail.TryGetValue(name, out Action? fail)) fail();
            cancel.ThrowIfCancellationRequested();
            return new ArtifactContents { DataFingerprint = name == "data" ? $"fingerprint of {Source} {Settings[name]}" : null, Figures = { ["length"] = read.Length }, Committed = Committed.GetValueOrDefault(name) };
        });

    private sealed class StoppedClock : TimeProvider
    {
        public override long GetTimestamp() => 0;
    }
}
