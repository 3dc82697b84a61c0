using System.CommandLine;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs rank</c>: orders the candidates.</summary>
internal static class RankCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var command = new Verb(
            "rank",
            "Orders the candidates by each ranker, drops what was seen and re-ranks as $.rank says.",
            """
            Needs the artifacts of `data`, `train` and `candidates`.

            Examples:
              onnxrecs rank
              onnxrecs rank --set rank.mmr.lambda=0.6
            """)
        {
            CommonOptions.Force,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            StageRun.RunStage("rank", [], line, terminal, time, cancel);
            return Task.CompletedTask;
        });
        return command;
    }
}
