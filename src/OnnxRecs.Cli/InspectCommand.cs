using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Onnx;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs inspect</c>: what lies in models/DATASET, in one artifact, or in an ONNX file.</summary>
internal static class InspectCommand
{
    public static Command Create(Terminal terminal)
    {
        var target = new Argument<string?>("TARGET") { Description = "Name of an artifact, or an ONNX file; default: a list of all artifacts", Arity = ArgumentArity.ZeroOrOne };
        target.Validators.Add(CommonOptions.RefuseOptions);
        var command = new Verb(
            "inspect",
            "Shows an artifact's settings, tensors, figures and sizes, or the graph of an ONNX file.",
            """
            Examples:
              onnxrecs inspect
              onnxrecs inspect neumf
              onnxrecs inspect models/sample/neumf/model.onnx
            """)
        {
            target,
            CommonOptions.Json,
        };
        command.SetAction((line, _) =>
        {
            string? name = line.GetValue(target);
            bool json = line.GetValue(CommonOptions.Json);
            if (name is not null && name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)) ShowGraph(name, terminal, json);
            else if (name is null) ShowAll(PipelineRunner.FolderOf(CommonOptions.LoadConfig(line)), terminal, json);
            else ShowOne(CommonOptions.LoadConfig(line), name, terminal, json);
            return Task.CompletedTask;
        });
        return command;
    }

    private static void ShowGraph(string file, Terminal terminal, bool json)
    {
        if (!File.Exists(file)) throw new InputException($"{file} is missing");
        string[] lines = GraphText.Read(file).TrimEnd().Split('\n');
        if (json) terminal.WriteJson(new JsonArray([.. lines.Select(text => (JsonNode)text)]));
        else foreach (string text in lines) terminal.Out.WriteLine(text);
    }

    private static void ShowAll(string folder, Terminal terminal, bool json)
    {
        Artifact[] artifacts = [.. NamesIn(folder).Select(name => Open(folder, name))];
        if (artifacts.Length == 0) throw new InputException($"{folder} has no artifacts: run `onnxrecs pipeline` first");
        if (json) terminal.WriteJson(new JsonArray([.. artifacts.Select(ToJson)]));
        else
        {
            new TextTable(
                ["artifact", "kind", ">size", "made from", "data", "key"],
                [.. artifacts.Select(a => new[]
                {
                    a.Manifest.Name, a.Manifest.Kind, Units.Bytes(a.Bytes), string.Join(", ", a.Manifest.Inputs.Keys), Short(a.Manifest.DataFingerprint), Short(a.Manifest.Key),
                })]).Write(terminal);
        }
    }

    private static void ShowOne(PipelineConfig config, string name, Terminal terminal, bool json)
    {
        string folder = PipelineRunner.FolderOf(config);
        IReadOnlyList<ArtifactTask> tasks = PipelineTasks.Of(config, new PlainReporter(terminal.Error, TimeProvider.System), TimeProvider.System);
        string[] known = [.. tasks.Select(task => task.Name)];
        if (!known.Contains(name) && !NamesIn(folder).Contains(name))
            throw new InputException($"\"{name}\" is no artifact ({string.Join(", ", known)}) and no .onnx file{Spelling.Hint(name, known)}");
        if (!Directory.Exists(Path.Combine(folder, name)))
        {
            ArtifactTask task = tasks.First(task => task.Name == name);
            Artifact.Open(Path.Combine(folder, name), task.Kind);
        }
        Artifact artifact = Open(folder, name);
        if (json)
        {
            terminal.WriteJson(ToJson(artifact));
            return;
        }
        Manifest manifest = artifact.Manifest;
        var rows = new List<string[]>
        {
            new[] { "artifact", artifact.Folder },
            new[] { "kind", manifest.Kind },
            new[] { "key", manifest.Key },
            new[] { "data", manifest.DataFingerprint },
            new[] { "settings", manifest.Settings.ToJsonString() },
        };
        rows.AddRange(manifest.Inputs.Select(input => new[] { $"made from {input.Key}", input.Value }));
        foreach (GraphInfo graph in manifest.Graphs)
        {
            rows.AddRange(graph.Inputs.Select(input => new[] { $"{graph.File} takes", Shown(input) }));
            rows.AddRange(graph.Outputs.Select(output => new[] { $"{graph.File} gives", Shown(output) }));
        }
        rows.AddRange(manifest.Figures.Select(figure => new[] { figure.Key, Units.Figure(figure.Value) }));
        rows.AddRange(manifest.Files.Select(file => new[] { file.Key, $"{Units.Bytes(file.Value.Bytes)}, SHA-256 {Short(file.Value.Sha256)}" }));
        new TextTable(["what", "value"], rows).Write(terminal);
    }

    private static string[] NamesIn(string folder) =>
        !Directory.Exists(folder) ? [] : [.. Directory.GetDirectories(folder).Where(f => File.Exists(Path.Combine(f, ManifestFile.Name))).Select(f => Path.GetFileName(f)).Where(name => !name.Contains('.')).Order(StringComparer.Ordinal)];

    private static Artifact Open(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return Artifact.Open(path, ManifestFile.Read(path, "onnxrecs pipeline").Kind);
    }

    private static JsonNode ToJson(Artifact artifact) => JsonNode.Parse(ManifestFile.ToText(artifact.Manifest))!;

    private static string Shown(TensorInfo tensor) => $"{tensor.Name} [{string.Join(", ", tensor.Dims)}]{(tensor.Below is { } below ? $" below {below}" : "")}";

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
