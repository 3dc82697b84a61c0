using System.CommandLine;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs evaluate</c>: metrics of each stage and model.</summary>
internal static class EvaluateCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var command = new Verb(
            "evaluate",
            "Measures each model over the full catalogue and each stage of the pipeline on the test events.",
            """
            Needs the artifacts of all other stages. The figures are also written to models/DATASET/evaluation.json.

            Examples:
              onnxrecs evaluate
              onnxrecs evaluate --json --set evaluate.k=[1,5,10]
            """)
        {
            CommonOptions.Force,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            IReadOnlyList<TaskOutcome> outcomes = StageRun.Run(config, terminal, time, runner => runner.RunStage("evaluate", [], line.GetValue(CommonOptions.Force), cancel));
            ReportTable.Read(config, outcomes).Write(terminal, line.GetValue(CommonOptions.Json));
            return Task.CompletedTask;
        });
        return command;
    }
}
