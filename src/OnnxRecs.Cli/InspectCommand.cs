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
        var target = new Argument<string?>("TARGET") { Description = "Name of an artifact, its folder, or an ONNX file; default: a list of all artifacts", Arity = ArgumentArity.ZeroOrOne };
        target.Validators.Add(CommonOptions.RefuseOptions);
        var graph = new Option<bool>("--graph") { Description = "Show the nodes of the graphs as well, one on a line" };
        var command = new Verb(
            "inspect",
            "Shows what a model takes and gives, its operators, parameters, size, metadata, parity and licence; or any artifact, or any ONNX file.",
            """
            A folder with a manifest.json may lie anywhere; an ONNX file may be anybody's.

            Examples:
              onnxrecs inspect
              onnxrecs inspect neumf
              onnxrecs inspect copied/models/gru --json
              onnxrecs inspect models/sample/neumf/model.onnx --graph
            """)
        {
            target,
            graph,
            CommonOptions.Json,
        };
        command.SetAction((line, _) =>
        {
            string? name = line.GetValue(target);
            (bool json, bool nodes) = (line.GetValue(CommonOptions.Json), line.GetValue(graph));
            if (name is null) ShowAll(PipelineRunner.FolderOf(CommonOptions.LoadConfig(line)), terminal, json);
            else if (name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase)) ShowFile(name, terminal, json, nodes);
            else ShowOne(File.Exists(Path.Combine(name, ManifestFile.Name)) ? OpenFolder(Path.TrimEndingDirectorySeparator(name)) : Find(CommonOptions.LoadConfig(line), name), terminal, json, nodes);
            return Task.CompletedTask;
        });
        return command;
    }

    private static void ShowFile(string file, Terminal terminal, bool json, bool nodes)
    {
        OnnxSummary summary = OnnxSummary.Read(file);
        if (json)
        {
            terminal.WriteJson(OnnxRows.ToJson(summary, nodes ? GraphText.Read(file) : null));
            return;
        }
        new TextTable(["what", "value"], [["file", file], .. OnnxRows.Of(summary)]).Write(terminal);
        if (nodes) WriteGraph(file, terminal);
    }

    private static void WriteGraph(string file, Terminal terminal)
    {
        terminal.Out.WriteLine();
        foreach (string text in GraphText.Read(file).TrimEnd().Split('\n')) terminal.Out.WriteLine(text);
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

    private static Artifact Find(PipelineConfig config, string name)
    {
        string folder = PipelineRunner.FolderOf(config);
        IReadOnlyList<ArtifactTask> tasks = PipelineTasks.Of(config, new PlainReporter(TextWriter.Null, TimeProvider.System), TimeProvider.System);
        string[] known = [.. tasks.Select(task => task.Name)];
        if (!known.Contains(name) && !NamesIn(folder).Contains(name))
            throw new InputException($"\"{name}\" is no artifact ({string.Join(", ", known)}), no folder of one and no .onnx file{Spelling.Hint(name, known)}");
        if (!Directory.Exists(Path.Combine(folder, name)))
        {
            ArtifactTask task = tasks.First(task => task.Name == name);
            Artifact.Open(Path.Combine(folder, name), task.Kind);
        }
        return Open(folder, name);
    }

    private static void ShowOne(Artifact artifact, Terminal terminal, bool json, bool nodes)
    {
        Manifest manifest = artifact.Manifest;
        (GraphInfo Graph, OnnxSummary Summary)[] graphs = Array.ConvertAll(manifest.Graphs, graph => (graph, OnnxSummary.Read(artifact.PathOf(graph.File))));
        if (json)
        {
            JsonNode node = ToJson(artifact);
            node["onnx"] = new JsonObject(graphs.Select(g => KeyValuePair.Create(g.Graph.File, (JsonNode?)OnnxRows.ToJson(g.Summary, nodes ? GraphText.Read(artifact.PathOf(g.Graph.File)) : null))));
            terminal.WriteJson(node);
            return;
        }
        var rows = new List<string[]>
        {
            new[] { "artifact", artifact.Folder },
            new[] { "kind", manifest.Kind },
            new[] { "key", manifest.Key },
            new[] { "data", manifest.DataFingerprint },
            new[] { "settings", manifest.Settings.ToJsonString() },
        };
        rows.AddRange(manifest.Inputs.Select(input => new[] { $"made from {input.Key}", input.Value }));
        foreach ((GraphInfo graph, OnnxSummary summary) in graphs)
        {
            rows.AddRange(graph.Inputs.Select(input => new[] { $"{graph.File} takes", Shown(input) }));
            rows.AddRange(graph.Outputs.Select(output => new[] { $"{graph.File} gives", Shown(output) }));
            rows.AddRange(OnnxRows.Of(summary).Where(row => row[0] is not ("takes" or "gives" or "size")).Select(row => new[] { $"{graph.File} {row[0]}", row[1] }));
            if (graph.Tolerance is { } tolerance) rows.Add([$"{graph.File} tolerance", Units.Figure(tolerance)]);
        }
        rows.AddRange(manifest.Figures.Select(figure => new[] { figure.Key, Units.Figure(figure.Value) }));
        rows.AddRange(manifest.Files.Select(file => new[] { file.Key, $"{Units.Bytes(file.Value.Bytes)}, SHA-256 {Short(file.Value.Sha256)}" }));
        new TextTable(["what", "value"], rows).Write(terminal);
        if (nodes) foreach ((GraphInfo graph, _) in graphs) WriteGraph(artifact.PathOf(graph.File), terminal);
    }

    private static string[] NamesIn(string folder) =>
        !Directory.Exists(folder) ? [] : [.. Directory.GetDirectories(folder).Where(f => File.Exists(Path.Combine(f, ManifestFile.Name))).Select(f => Path.GetFileName(f)).Where(name => !name.Contains('.')).Order(StringComparer.Ordinal)];

    private static Artifact Open(string folder, string name) => OpenFolder(Path.Combine(folder, name));

    private static Artifact OpenFolder(string folder) => Artifact.Open(folder, ManifestFile.Read(folder, "onnxrecs pipeline").Kind);

    private static JsonNode ToJson(Artifact artifact) => JsonNode.Parse(ManifestFile.ToText(artifact.Manifest))!;

    private static string Shown(TensorInfo tensor) => $"{tensor.Name} [{string.Join(", ", tensor.Dims)}]{(tensor.Below is { } below ? $" below {below}" : "")}";

    private static string Short(string hash) => hash.Length > 12 ? hash[..12] : hash;
}
