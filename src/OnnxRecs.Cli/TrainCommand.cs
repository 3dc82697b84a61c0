using System.CommandLine;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs train</c>: trains models and exports them to ONNX.</summary>
internal static class TrainCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var models = new Argument<string[]>("MODEL") { Description = "Only these models; default: all in the settings", Arity = ArgumentArity.ZeroOrMore };
        models.Validators.Add(CommonOptions.RefuseOptions);
        var command = new Verb(
            "train",
            "Trains the models, exports each to ONNX and checks that the exported file gives the same scores.",
            """
            Needs the artifact of `data`. An interrupted training goes on from its last checkpoint.

            Examples:
              onnxrecs train
              onnxrecs train neumf gru --set models.neumf.epochs=5
            """)
        {
            models,
            CommonOptions.Force,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            StageRun.RunStage("train", line.GetValue(models) ?? [], line, terminal, time, cancel);
            return Task.CompletedTask;
        });
        return command;
    }
}
