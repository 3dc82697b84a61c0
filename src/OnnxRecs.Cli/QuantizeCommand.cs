using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Onnx.Quantization;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Study.Cards;
using OnnxRecs.Study.Quantization;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs quantize</c>: smaller models, and what they lose.</summary>
internal static class QuantizeCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        string[] kinds = [.. QuantizationKind.All.Select(kind => kind.Name)];
        var models = new Argument<string[]>("MODEL") { Description = "Only these models; default: the rankers and the source of candidates", Arity = ArgumentArity.ZeroOrMore };
        models.Validators.Add(CommonOptions.RefuseOptions);
        var to = new Option<string>("--to") { Description = $"Among {string.Join(", ", kinds)}; default: all of them", HelpName = "KIND,KIND", DefaultValueFactory = _ => string.Join(',', kinds) };
        var maxLoss = new Option<double>("--max-loss") { Description = "The share of NDCG@10 that may be lost; a model that loses more is not kept", HelpName = "SHARE", DefaultValueFactory = _ => 0.01 };
        var command = new Verb(
            "quantize",
            "Makes smaller models: weights as float16 or int8. Measures what they lose and gain, and keeps those that lose little.",
            """
            Needs the artifacts of `data` and `train`. What is kept lies beside the original, such as gru-int8-qdq.
              float16       weights as float16, turned into float32 where they are used
              int8-qdq      weights as int8 with a scale for each column, turned into float32 where they are used
              int8-dynamic  the same of tables; products with matrices in whole numbers
            The loss is that of NDCG@10 over the whole catalogue, as `evaluate` has it; the time is that of one request.
            Exit code 2 if a model was not kept.

            Examples:
              onnxrecs quantize
              onnxrecs quantize gru neumf --to int8-qdq --max-loss 0.005
            """)
        {
            models,
            to,
            maxLoss,
            CommonOptions.Force,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            double bound = line.GetValue(maxLoss);
            if (bound is not (>= 0 and <= 1)) throw new InputException(string.Create(CultureInfo.InvariantCulture, $"--max-loss {bound}: is not within 0 .. 1"));
            QuantizationKind[] chosen = [.. line.GetValue(to)!.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(QuantizationKind.Find).Distinct()];
            if (chosen.Length == 0) throw new InputException($"--to: names none of {string.Join(", ", kinds)}");
            string[] names = line.GetValue(models) is { Length: > 0 } some
                ? [.. some.Distinct()]
                : [.. config.Rank.Rankers.SelectMany(config.Rank.ModelsOf).Append(config.Candidates.Source).Where(config.Models.ContainsKey).Distinct()];
            if (names.FirstOrDefault(name => !config.Models.ContainsKey(name)) is { } unknown)
                throw new InputException($"\"{unknown}\" is not in the settings' models ({string.Join(", ", config.Models.Keys)}){Spelling.Hint(unknown, config.Models.Keys)}");
            IReadOnlyList<SmallerModel> results = LiveReporter.Run(terminal, time, reporter =>
                Make(new StageContext(config, reporter, OnnxModel.Opener(config.Device)), names, chosen, bound, line.GetValue(CommonOptions.Force), time, cancel));
            if (line.GetValue(CommonOptions.Json)) terminal.WriteJson(new JsonArray([.. results.Select(result => (JsonNode)result.ToJson())]));
            else SmallerModel.TableOf(results).Write(terminal);
            if (results.Any(result => result.Refusal is not null)) throw new InputException(string.Join("; ", results.Select(result => result.Refusal).OfType<string>().Distinct()));
            return Task.CompletedTask;
        });
        return command;
    }

    private static List<SmallerModel> Make(StageContext context, string[] models, QuantizationKind[] kinds, double maxLoss, bool force, TimeProvider time, CancellationToken cancel)
    {
        var quantizer = new Quantizer();
        var results = new List<SmallerModel>();
        foreach (string model in models)
        {
            foreach (QuantizationKind kind in kinds)
            {
                ArtifactTask task = quantizer.Task(model, kind, maxLoss);
                var runner = new PipelineRunner([.. PipelineTasks.Of(context.Config, context.Reporter, time), task], context, time);
                try
                {
                    Artifact made = runner.RunStage(Quantizer.Stage, [task.Name], force, cancel)[0].Artifact;
                    CardFiles.Write(PipelineRunner.FolderOf(context.Config), made.Manifest);
                    results.Add(new SmallerModel(model, kind.Name, QuantizationLoss.Of(made.Manifest), TimesOf(context, model, made, time), Refusal: null));
                }
                catch (QuantizationRefusedException e)
                {
                    results.Add(new SmallerModel(model, kind.Name, e.Loss, Times: null, e.Message));
                }
            }
        }
        return results;
    }

    /// <summary>Of the graph that a request meets: the ranker, or the tower of users.</summary>
    private static (double Original, double Smaller) TimesOf(StageContext context, string model, Artifact smaller, TimeProvider time)
    {
        string folder = PipelineRunner.FolderOf(context.Config);
        PreparedData data = DataStage.Load(Artifact.Open(Path.Combine(folder, DataStage.Artifact), ArtifactKinds.Data));
        string graph = smaller.Manifest.Graphs.Any(g => g.Name == "model") ? "model" : "user";
        // One thread, as a server has for each request.
        StageContext single = context with { Config = context.Config with { Threads = 1 } };
        using IModelRunner before = single.OpenGraph(Artifact.Open(Path.Combine(folder, model), ArtifactKinds.Model), graph, data);
        using IModelRunner after = single.OpenGraph(smaller, graph, data);
        int[] items = [.. Enumerable.Range(0, Math.Min(context.Config.Candidates.Count, data.ItemCount))];
        int user = Array.Find([.. Enumerable.Range(0, data.UserCount)], data.IsTrained);
        return RequestTime.Of(before, after, data.QueryNow(user, items.Length), items, time);
    }
}
