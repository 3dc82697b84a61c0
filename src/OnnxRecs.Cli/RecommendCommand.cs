using System.CommandLine;
using System.Text.Json;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Study.Quantization;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs recommend</c>: titles for one user, from the artifacts.</summary>
internal static class RecommendCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var user = new Option<string?>("--user") { Description = "Outside id of a user of the data set", HelpName = "ID" };
        var history = new Option<string?>("--history") { Description = "Outside ids of liked items, oldest first: for somebody who is not in the data", HelpName = "ID,ID,..." };
        var ranker = new Option<string?>("--ranker") { Description = "One of rank.rankers, or a smaller form of one such as gru-int8-qdq; default: the first", HelpName = "NAME" };
        var count = new Option<int?>("--count") { Description = "How many; default: rank.count", HelpName = "N" };
        var command = new Verb(
            "recommend",
            "Retrieves, ranks and re-ranks for one user and prints titles and scores.",
            """
            Needs the artifacts of `data`, `train` and `candidates`.

            Examples:
              onnxrecs recommend --user 42
              onnxrecs recommend --history 1,50,260 --ranker gru --count 5
            """)
        {
            user,
            history,
            ranker,
            count,
            CommonOptions.Json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(user) is null == result.GetResult(history) is null) result.AddError("Give either --user ID or --history ID,ID,...");
        });
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            int wanted = line.GetValue(count) ?? config.Rank.Count;
            if (wanted is < 1 or > 1000) throw new InputException($"--count {wanted}: is not within 1 .. 1000");
            string chosen = line.GetValue(ranker) ?? config.Rank.Rankers[0];
            if (!config.Rank.Rankers.Contains(chosen) && !config.Rank.Rankers.Any(original => Quantizer.IsOf(original, chosen)))
                throw new InputException($"--ranker {chosen}: is none of rank.rankers ({string.Join(", ", config.Rank.Rankers)}){Spelling.Hint(chosen, config.Rank.Rankers)}");

            string[]? liked = line.GetValue(history)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            var context = new StageContext(config, new PlainReporter(terminal.Error, time), OnnxModel.Opener(config.Device));
            IReadOnlyList<Recommendation> list = Recommendations.For(context, line.GetValue(user), liked ?? [], chosen, wanted);
            if (line.GetValue(CommonOptions.Json)) terminal.WriteJson(JsonSerializer.SerializeToNode(list, JsonSerializerOptions.Web)!);
            else new TextTable([">", "item", "title", ">score", "from"], [.. list.Select((r, i) => new[] { $"{i + 1}", r.Item, r.Title, $"{r.Score:0.0000}", string.Join(", ", r.Sources) })]).Write(terminal);
            return Task.CompletedTask;
        });
        return command;
    }
}
