using System.CommandLine;
using System.Text.Json;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Serving;
using OnnxRecs.Study.Funnel;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs funnel</c>: what each stage keeps and costs.</summary>
internal static class FunnelCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var ranker = new Option<string?>("--ranker") { Description = "One of rank.rankers; default: the first", HelpName = "NAME" };
        var group = new Option<string?>("--group") { Description = "Show this group of users in full, such as cold; default: all users, and the groups in short", HelpName = "NAME" };
        var command = new Verb(
            "funnel",
            "Shows what each stage of the serving chain keeps for all test users, group by group, and what it costs.",
            """
            Every test user is served as `recommend` would have served him before the test events, and the list after each stage is judged: retrieval,
            the candidates of all sources, filters, ranker, each re-ranker. "kept" is the share of what is sought that is still anywhere in the list;
            the other figures are of its first k, the first of evaluate.k that is 10, or else the first. Times are of single requests on one thread.
            An experiment is left aside: everybody is ranked as $.rank says.
            Needs the artifacts of `data`, `train` and `candidates`, and of `rank` where models are blended.

            Examples:
              onnxrecs funnel
              onnxrecs funnel --ranker neumf --group cold
              onnxrecs funnel --json
            """)
        {
            ranker,
            group,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            string chosen = CommonOptions.RankerOf(line.GetValue(ranker), config);
            // One thread for each request, as a service runs them, and the ranker's answer however busy the machine is.
            PipelineConfig alone = config with { Threads = 1, Rank = config.Rank with { TimeoutMs = 0 } };
            int k = config.Evaluate.K.Contains(10) ? 10 : config.Evaluate.K[0];
            string? name = line.GetValue(group);
            FunnelReport report = LiveReporter.Run(terminal, time, reporter =>
            {
                using var chain = new ServingChain(new StageContext(alone, reporter, OnnxModel.Opener(config.Device)), time, chosen);
                return FunnelRun.Measure(chain, alone, k, name, time, reporter, cancel);
            });
            if (line.GetValue(CommonOptions.Json)) terminal.WriteJson(JsonSerializer.SerializeToNode(report, JsonSerializerOptions.Web)!);
            else FunnelTable.Write(report, name, terminal);
            return Task.CompletedTask;
        });
        return command;
    }
}
