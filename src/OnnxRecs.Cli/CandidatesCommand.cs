using System.CommandLine;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs candidates</c>: the index over the item vectors, and what it finds.</summary>
internal static class CandidatesCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var command = new Verb(
            "candidates",
            "Retrieves candidates by the trained tower's vectors and from other sources.",
            """
            Needs the artifacts of `data` and `train`.

            Examples:
              onnxrecs candidates
              onnxrecs candidates --set candidates.index=hnsw --set candidates.efSearch=800
              onnxrecs candidates --set candidates.count=500 --set candidates.quotas.recent=0
            """)
        {
            CommonOptions.Force,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            StageRun.RunStage("candidates", [], line, terminal, time, cancel);
            return Task.CompletedTask;
        });
        return command;
    }
}
