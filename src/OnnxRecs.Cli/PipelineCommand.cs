using System.CommandLine;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;
using OnnxRecs.Study.Cards;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs pipeline</c>: all stages, as far as they are out of date.</summary>
internal static class PipelineCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var command = new Verb(
            "pipeline",
            "Runs all stages (data, train, candidates, rank, evaluate) as far as they are out of date.",
            """
            A result is out of date when it is missing, damaged, or made from other settings or inputs.
            After an interruption the same command goes on where it was.

            Examples:
              onnxrecs pipeline
              onnxrecs pipeline --set dataset=ml-1m --set seed=7
            """)
        {
            CommonOptions.Force,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            IReadOnlyList<TaskOutcome> outcomes = StageRun.Run(config, terminal, time, runner => runner.RunAll(line.GetValue(CommonOptions.Force), cancel));
            CardFiles.WriteAll(PipelineRunner.FolderOf(config));
            ReportTable.Read(config, outcomes).Write(terminal, line.GetValue(CommonOptions.Json));
            return Task.CompletedTask;
        });
        return command;
    }
}
