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
        var ranker = new Option<string?>("--ranker") { Description = "The model that orders; default: the first of rank.rankers, or of the blend that is the first", HelpName = "NAME" };
        var vector = new Option<string?>("--user-vector")
        {
            Description = "Where what is retrieved for comes from: a model with towers, one with a state such as gru or sasrec, or mean, that of the liked items' vectors; default: candidates.source",
            HelpName = "NAME",
        };
        Option<string?> file = OutputOption.Create("--out", "Where it is written; default: models/DATASET/bundle.onnx");
        var ids = new Option<string>("--ids")
        {
            Description = "Type of item ids; auto: int64 where all are whole numbers, else string",
            HelpName = "TYPE",
            DefaultValueFactory = _ => BundleExport.Auto,
        };
        ids.AcceptOnlyFromAmong(BundleExport.Auto, BundleExport.Int64, BundleExport.Text);
        Option<string?> cases = OutputOption.Create("--cases", "Also write requests and their answers as JSON, to check the file in another runtime");
        var command = new Verb(
            "export",
            "Writes the whole recommender as one ONNX file that needs nothing but ONNX Runtime.",
            """
            Needs the artifacts of `data` and `train`. Inside are id look-up, user vector, exact retrieval, ranker, popularity penalty and MMR.
            In: history and banned (item ids), k, alpha, lambda. Out: ids, scores, and the scores of each stage. Unknown ids are ignored, and an
            empty history gives the popular list. The file is kept only if it gives the lists of the C# parts; `verify` can check it anywhere.

            Examples:
              onnxrecs export --bundle
              onnxrecs export --bundle --user-vector gru --ranker gru
              onnxrecs export --bundle --ranker neumf --ids string --out shop.onnx
            """)
        {
            bundle,
            vector,
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
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            string ModelOf(Option<string?> option, string otherwise, params string[] more)
            {
                string name = line.GetValue(option) ?? otherwise;
                string[] known = [.. more, .. config.Models.Keys];
                return known.Contains(name) ? name : throw new InputException($"{option.Name} {name}: is none of {string.Join(", ", known)}{Spelling.Hint(name, known)}");
            }

            string retrieves = ModelOf(vector, config.Candidates.Source, BundleRetrieval.Mean), orders = ModelOf(ranker, config.Rank.ModelsOf(config.Rank.Rankers[0])[0]);
            if (retrieves == BundleRetrieval.Mean && !config.HasCandidates) throw new InputException("--user-vector mean: $.candidates.source is empty, so there are no item vectors to take the mean of");
            string path = line.GetValue(file) ?? Path.Combine(PipelineRunner.FolderOf(config), "bundle.onnx");
            OutputOption.Check(path, line.GetValue(cases));
            var context = new StageContext(config, new PlainReporter(terminal.Error, time), OnnxModel.Opener(config.Device));
            ExportedBundle made = BundleExport.Write(context, retrieves, orders, line.GetValue(ids)!, path, line.GetValue(cases), cancel);
            if (line.GetValue(CommonOptions.Json)) terminal.WriteJson(JsonSerializer.SerializeToNode(made, JsonSerializerOptions.Web)!);
            else
            {
                new TextTable(
                    ["file", ">size", "user vector", "ranker", "ids", ">items", ">candidates"],
                    [[made.File, Units.Bytes(made.Bytes), made.UserVector, made.Ranker, made.Ids, $"{made.Items:N0}", $"{made.Candidates:N0}"]]).Write(terminal);
            }
            return Task.CompletedTask;
        });
        return command;
    }
}
