using System.CommandLine;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Elsewhere;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Study.Quantization;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs cases</c>: what the exported models give, for programs in other languages to compare with.</summary>
internal static class CasesCommand
{
    public const string FileName = "cases.json";

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var models = new Argument<string[]>("MODEL") { Description = "Only these models, also smaller ones such as gru-float16; default: all in the settings", Arity = ArgumentArity.ZeroOrMore };
        models.Validators.Add(CommonOptions.RefuseOptions);
        Option<string?> file = OutputOption.Create("--out", $"File to write; default: models/DATASET/{FileName}");
        var command = new Verb(
            "cases",
            "Writes inputs, scores and top-10 of the exported models, to compare elsewhere.",
            """
            Needs the artifacts of `data` and `train`. The file is JSON; tests/elsewhere has programs in other languages that read it.

            Examples:
              onnxrecs cases
              onnxrecs cases gru two-tower --out cases.json
            """)
        {
            models,
            file,
        };
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            string[] names = line.GetValue(models) is { Length: > 0 } some ? [.. some.Distinct()] : [.. config.Models.Keys];
            if (names.FirstOrDefault(name => !config.Models.ContainsKey(name) && !IsSmaller(name, config)) is { } unknown)
                throw new InputException($"\"{unknown}\" is not in the settings' models ({string.Join(", ", config.Models.Keys)}){Spelling.Hint(unknown, config.Models.Keys)}");
            string path = line.GetValue(file) ?? Path.Combine(PipelineRunner.FolderOf(config), FileName);
            AtomicFile.TargetOf(path);
            var context = new StageContext(config, new PlainReporter(terminal.Error, time), OnnxModel.Opener(config.Device));
            CaseFile cases = Make(context, names, Path.GetDirectoryName(Path.GetFullPath(path))!, cancel);
            cancel.ThrowIfCancellationRequested();
            cases.Save(path);
            terminal.Out.WriteLine(
                $"{path}: {cases.Models.Length} models with {cases.Models.Sum(m => m.Graphs.Sum(g => g.Runs.Length))} runs and {cases.Models.Sum(m => m.Lists.Length)} lists, {Units.Bytes(new FileInfo(path).Length)}");
            return Task.CompletedTask;
        });
        return command;
    }

    private static bool IsSmaller(string name, PipelineConfig config) => config.Models.Keys.Any(model => Quantizer.IsOf(model, name));

    /// <param name="context">Settings and the way to open a model.</param>
    /// <param name="models">Names of artifacts.</param>
    /// <param name="folder">Where the file will lie: paths of graphs are relative to it.</param>
    /// <param name="cancel">Ends it between two models.</param>
    private static CaseFile Make(StageContext context, string[] models, string folder, CancellationToken cancel)
    {
        string artifacts = PipelineRunner.FolderOf(context.Config);
        // So that nobody replaces a model meanwhile; a folder that is missing is not made for it.
        using FolderLock? held = Directory.Exists(artifacts) ? new FolderLock(artifacts) : null;
        Artifact dataArtifact = Artifact.Open(Path.Combine(artifacts, DataStage.Artifact), ArtifactKinds.Data);
        PreparedData data = DataStage.Load(dataArtifact);
        var maker = new CaseMaker(data);
        return new CaseFile(data.Name, data.Items.Ids, Array.ConvertAll(models, name =>
        {
            cancel.ThrowIfCancellationRequested();
            string kind = context.Config.Models.ContainsKey(name) ? ArtifactKinds.Model : ArtifactKinds.Quantized;
            Artifact model = Artifact.Open(Path.Combine(artifacts, name), kind).RequireData(dataArtifact.Manifest.DataFingerprint);
            var graphs = new Dictionary<string, IModelRunner>(StringComparer.Ordinal);
            try
            {
                foreach (GraphInfo graph in model.Manifest.Graphs) graphs.Add(graph.Name, context.OpenGraph(model, graph.Name, data));
                return maker.Of(name, graphs, graph => Path.GetRelativePath(folder, Path.GetFullPath(model.PathOf($"{graph}.onnx"))).Replace('\\', '/'));
            }
            finally
            {
                foreach (IModelRunner graph in graphs.Values) graph.Dispose();
            }
        }));
    }
}
