using OnnxRecs.Metrics;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

public sealed class EventFiguresTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Events_OfUsersWhoLikeOnlyWhatTheyKnow_Count()
    {
        // The last event of each user is sought; that of a is of an item that a knows.
        _folder.Write("events.csv", "user,item\na,x\na,y\na,x\nb,y\nb,y\nb,z\nc,x\nc,x\nc,x\nc,y\n");
        string config = _folder.Write("pipeline.json", """
            {
              "dataset": "plays", "dataDirectory": ".", "modelsDirectory": "models", "table": { "timeUnit": "rows" },
              "split": { "kind": "leave-one-out", "validation": 0, "coldStart": 0 }, "models": { "popular": {} }, "candidates": { "source": "" },
              "evaluate": { "k": [1, 2], "sampledNegatives": 0, "events": true },
            }
            """);

        CommandLineRun run = await CommandLineRun.Of(["pipeline", "--config", config]);

        Assert.True(run.ExitCode == 0, run.Error);
        EvaluationRow[] rows = [.. EvaluationFile.Read(_folder["models/plays/evaluation.json"]).Rows.Where(row => row.Group == "all")];
        Assert.Equal(2, rows.Single(row => row.Stage == "full").Users);
        EvaluationRow events = rows.Single(row => row.Stage == "events");
        // In training x was met four times, y three times, z never: they are ranked in this order.
        Assert.Equal(3, events.Users);
        Assert.Equal(1.0 / 3, events.Figures["HR@1"].Value, 6);
        Assert.Equal(2.0 / 3, events.Figures["HR@2"].Value, 6);
    }
}
