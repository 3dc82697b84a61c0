using System.CommandLine;
using System.Text.Json;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs export</c>: the whole recommender as one ONNX file.</summary>
internal static class ExportCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var bundle = new Option<bool>("--bundle") { Description = "Everything in one graph: ids in, ids out" };
        var ranker = new Option<string?>("--ranker") { Description = "The model that orders; default: the first of rank.rankers", HelpName = "NAME" };
        var file = new Option<string?>("--out") { Description = "Where it is written; default: models/DATASET/bundle.onnx", HelpName = "FILE" };
        var ids = new Option<string>("--ids")
        {
            Description = "Type of item ids; auto: int64 where all are whole numbers, else string",
            HelpName = "TYPE",
            DefaultValueFactory = _ => BundleExport.Auto,
        };
        ids.AcceptOnlyFromAmong(BundleExport.Auto, BundleExport.Int64, BundleExport.Text);
        var cases = new Option<string?>("--cases") { Description = "Also write requests and their answers as JSON, to check the file in another runtime", HelpName = "FILE" };
        var command = new Verb(
            "export",
            "Writes the whole recommender as one ONNX file that needs nothing but ONNX Runtime.",
            """
            Needs the artifacts of `data` and `train`. Inside are id look-up, user vector, exact retrieval, ranker, popularity penalty and MMR.
            In: history and banned (item ids), k, alpha, lambda. Out: ids, scores, and the scores of each stage. Unknown ids are ignored, and an
            empty history gives the popular list. The file is kept only if it gives the lists of the C# parts.

            Examples:
              onnxrecs export --bundle
              onnxrecs export --bundle --ranker neumf --ids string --out shop.onnx
            """)
        {
            bundle,
            ranker,
            file,
            ids,
            cases,
            CommonOptions.Json,
        };
        // A flag has a value even where it is not given, so that "required" would not do.
        command.Validators.Add(result =>
        {
            if (result.GetResult(bundle) is null or { Implicit: true }) result.AddError("Say what to export: --bundle");
        });
        command.SetAction((line, _) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            string chosen = line.GetValue(ranker) ?? config.Rank.Rankers[0];
            if (!config.Models.ContainsKey(chosen))
                throw new InputException($"--ranker {chosen}: is not in $.models ({string.Join(", ", config.Models.Keys)}){Spelling.Hint(chosen, config.Models.Keys)}");
            string path = line.GetValue(file) ?? Path.Combine(PipelineRunner.FolderOf(config), "bundle.onnx");
            var context = new StageContext(config, new PlainReporter(terminal.Error, time), OnnxModel.Opener(config.Device));
            ExportedBundle made = BundleExport.Write(context, chosen, line.GetValue(ids)!, path, line.GetValue(cases));
            if (line.GetValue(CommonOptions.Json)) terminal.WriteJson(JsonSerializer.SerializeToNode(made, JsonSerializerOptions.Web)!);
            else
            {
                new TextTable(
                    ["file", ">size", "user vector", "ranker", "ids", ">items", ">candidates"],
                    [[made.File, Units.Bytes(made.Bytes), made.Retrieval, made.Ranker, made.Ids, $"{made.Items:N0}", $"{made.Candidates:N0}"]]).Write(terminal);
            }
            return Task.CompletedTask;
        });
        return command;
    }
}
