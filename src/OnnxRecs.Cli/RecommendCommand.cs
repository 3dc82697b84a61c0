using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Serving;
using OnnxRecs.Study.Quantization;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs recommend</c>: titles for one user, from the artifacts.</summary>
internal static class RecommendCommand
{
    private static readonly JsonSerializerOptions JsonOptions = new(JsonSerializerOptions.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var user = new Option<string?>("--user") { Description = "Outside id of a user of the data set", HelpName = "ID" };
        var history = new Option<string?>("--history") { Description = "Outside ids of liked items, oldest first: for somebody who is not in the data", HelpName = "ID,ID,..." };
        var ranker = new Option<string?>("--ranker") { Description = "One of rank.rankers, or a smaller form of one such as gru-int8-qdq; default: the first", HelpName = "NAME" };
        var count = new Option<int?>("--count", "-k") { Description = "How many; default: rank.count", HelpName = "N" };
        var explain = new Option<bool>("--explain") { Description = "Also show where each item came from, its place after each stage, and which liked items speak for it" };
        var whyNot = new Option<string?>("--why-not") { Description = "Say at which stage this item is lost, and by how much", HelpName = "ITEM" };
        var command = new Verb(
            "recommend",
            "Retrieves, ranks and re-ranks for one user and prints titles and scores.",
            """
            Needs the artifacts of `data`, `train` and `candidates`, and of `rank` where models are blended.

            Examples:
              onnxrecs recommend --user 42
              onnxrecs recommend --user 42 -k 10 --explain
              onnxrecs recommend --user 42 --why-not 260
              onnxrecs recommend --history 1,50,260 --ranker gru --count 5
            """)
        {
            user,
            history,
            ranker,
            count,
            explain,
            whyNot,
            CommonOptions.Json,
        };
        command.Validators.Add(result =>
        {
            if (result.GetResult(user) is null == result.GetResult(history) is null) result.AddError("Give either --user ID or --history ID,ID,...");
            if (result.GetResult(explain) is not null && result.GetResult(whyNot) is not null) result.AddError("Give either --explain or --why-not ITEM");
        });
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            int wanted = line.GetValue(count) ?? config.Rank.Count;
            if (wanted is < 1 or > 1000) throw new InputException($"--count {wanted}: is not within 1 .. 1000");
            string? chosen = line.GetValue(ranker);
            // A smaller form of a ranker will do as well.
            if (chosen is not null && !config.Rank.Rankers.Any(original => Quantizer.IsOf(original, chosen))) CommonOptions.RankerOf(chosen, config);

            using var chain = new ServingChain(new StageContext(config, new PlainReporter(terminal.Error, time), OnnxModel.Opener(config.Device)), time, chosen);
            Query query = line.GetValue(user) is { } id ? chain.QueryOf(id, wanted) : chain.QueryOf(IdsOf(line.GetValue(history)!), wanted);
            bool json = line.GetValue(CommonOptions.Json);
            if (line.GetValue(whyNot) is { } missed)
            {
                Absence absence = WhyNot.Of(chain, query, chain.ItemOf(missed), cancel);
                WriteNotes(absence.Notes, terminal);
                if (json) terminal.WriteJson(JsonSerializer.SerializeToNode(absence, JsonOptions)!);
                else ExplanationTable.Write(absence, terminal);
                return Task.CompletedTask;
            }
            if (!line.GetValue(explain))
            {
                WriteList(chain, query, chain.Recommend(query, cancel), terminal, json);
                return Task.CompletedTask;
            }
            Explanation explanation = Explainer.Explain(chain, query, cancel);
            WriteNotes(explanation.Notes, terminal);
            if (json) terminal.WriteJson(JsonSerializer.SerializeToNode(explanation, JsonOptions)!);
            else ExplanationTable.Write(explanation, terminal);
            return Task.CompletedTask;
        });
        return command;
    }

    private static string[] IdsOf(string history) => history.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static void WriteNotes(string[] notes, Terminal terminal)
    {
        foreach (string note in notes) terminal.Error.WriteLine($"note: {note}");
    }

    private static void WriteList(ServingChain chain, Query query, Served served, Terminal terminal, bool json)
    {
        WriteNotes(served.List.Notes, terminal);
        string[][] sources = served.Steps[0].HasFailed ? [.. served.List.Items.Select(_ => Array.Empty<string>())] : chain.SourcesOf(query, served.List.Items);
        var items = served.List.Items.Select((item, i) => new { Item = chain.Data.Items[item], Title = chain.Data.Catalog.Titles[item], Score = (double)served.List.Scores[i], Sources = sources[i] }).ToArray();
        if (json) terminal.WriteJson(JsonSerializer.SerializeToNode(items, JsonOptions)!);
        else new TextTable([">", "item", "title", ">score", "from"], [.. items.Select((r, i) => new[] { $"{i + 1}", r.Item, r.Title, $"{r.Score:0.0000}", string.Join(", ", r.Sources) })]).Write(terminal);
    }
}
