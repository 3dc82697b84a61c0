using System.Text.Json.Nodes;
using OnnxRecs.Cli;
using OnnxRecs.Config;
using OnnxRecs.Study.Papers;
using OnnxRecs.Tests.Snapshots;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.Cli;

public sealed class PaperCommandTests : IDisposable
{
    private const string Settings = """{ "models": { "popular": {} }, "candidates": { "source": "" }, "evaluate": { "k": [10], "bootstrap": 100 } }""";

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task NoName_ListsAllRuns()
    {
        CommandLineRun run = await CommandLineRun.Of(["paper"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Snapshot.Match(run.Out);
    }

    [Fact]
    public async Task NoName_Json_HasTheFigures()
    {
        CommandLineRun run = await CommandLineRun.Of(["paper", "--json"]);

        JsonNode popular = JsonNode.Parse(run.Out)!.AsArray().Single(each => each!["name"]!.GetValue<string>() == "popular-ncf")!;
        Assert.Equal(0.002, popular["figures"]![0]!["within"]!.GetValue<double>());
        Assert.Equal(0.2542, popular["figures"]![1]!["published"]!.GetValue<double>());
    }

    [Fact]
    public async Task UnknownName_IsRefusedWithAHint()
    {
        CommandLineRun run = await CommandLineRun.Of(["paper", "popular-nfc"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Matches("^error: \"popular-nfc\" is no run of a paper \\(.*\\); did you mean \"popular-ncf\"\\?\n$", run.Error);
    }

    [Fact]
    public async Task WrongSetting_IsNamedWithItsOrigin()
    {
        CommandLineRun run = await CommandLineRun.Of(["paper", "popular-ncf", "--set", "sede=1"]);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Equal("error: popular-ncf.json: a setting is wrong\n  $.sede: unknown key; did you mean \"seed\"? (from --set sede=1)\n", run.Error);
    }

    [Fact]
    public async Task SettingsFile_IsRefused()
    {
        CommandLineRun run = await CommandLineRun.Of(["paper", "popular-ncf", "--config", "mine.json"]);

        Assert.Equal((2, "", "error: --config does not go with paper, whose runs have settings of their own; change single ones with --set.\n"), (run.ExitCode, run.Out, run.Error));
    }

    [Fact]
    public void Run_GoalReached_ShowsItAndReturns0()
    {
        (int code, string text, string said) = Run(new PaperFigure("HR@10", 0.9, 0.1) { IsFromMemory = true });

        Assert.Equal(0, code);
        string[] lines = text.TrimEnd('\n').Split('\n');
        Assert.Equal(["Most popular; nobody", ""], lines[..2]);
        Assert.Matches("^metric +reached +95 % +goal +published$", lines[2]);
        Assert.Matches(@"^HR@10 +0\.2912 +0\.\d{4}-0\.\d{4} +at least 0\.1000 +~0\.9000$", lines[3]);
        Assert.Equal("", lines[4]);
        Assert.Matches(@"^reached; trained in \d+\.\d s, seed 42, --set dataDirectory=\S+ --set modelsDirectory=\S+$", lines[5]);
        Assert.Contains("train popular: building\n", said, StringComparison.Ordinal);
    }

    [Fact]
    public void Run_GoalMissed_SaysByHowMuchAndReturns1()
    {
        (int code, string text, _) = Run(new PaperFigure("HR@10", 0.3, 0.2922));

        Assert.Equal(1, code);
        Assert.Contains("\nshort of HR@10 by 0.0010; trained in ", text, StringComparison.Ordinal); // 0.2922 - 0.2912
    }

    [Fact]
    public void Run_Again_TrainsNothing()
    {
        (_, string first, _) = Run(new PaperFigure("HR@10", 0.9, 0.1));

        (int code, string second, string said) = Run(new PaperFigure("HR@10", 0.9, 0.1));

        Assert.Equal((0, first), (code, second));
        Assert.Equal("data: up to date\ntrain popular: up to date\nevaluate: up to date\n", said);
    }

    [Fact]
    public void Run_Json_HasValueAndVerdict()
    {
        (_, string text, _) = Run(new PaperFigure("HR@10", 0.3, 0.2922), json: true);

        JsonNode result = JsonNode.Parse(text)!;
        Assert.False(result["reached"]!.GetValue<bool>());
        Assert.Equal(0.2912, result["figures"]![0]!["value"]!.GetValue<double>(), 0.0001);
        Assert.Equal((42, 2), (result["seed"]!.GetValue<int>(), result["changes"]!.AsArray().Count));
    }

    [RealDataFact("ncf/ml-1m.train.rating.gz", "ncf/ml-1m.test.rating.gz", "ncf/ml-1m.test.negative.gz")]
    public async Task PopularNcf_OnTheRealData_IsReached()
    {
        CommandLineRun run = await CommandLineRun.Of(["paper", "popular-ncf", "--set", $"modelsDirectory={_folder["models"]}"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("\nreached; trained in ", run.Out, StringComparison.Ordinal);
    }

    /// <summary>A run of most popular on the embedded sample, whose HR@10 is .2912.</summary>
    private (int Code, string Out, string Error) Run(PaperFigure figure, bool json = false)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = PaperCommand.Run(
            new PaperRun("popular-sample", "Most popular", "nobody", "popular", "full", "1 s", figure) { Settings = Settings },
            [Override.Parse($"dataDirectory={Path.Combine(Repository.Root, "data")}"), Override.Parse($"modelsDirectory={_folder["models"]}")],
            force: false, json, new Terminal(output, error, OutIsTerminal: false, ErrorIsTerminal: false), TimeProvider.System, CancellationToken.None);
        return (code, output.ToString(), error.ToString());
    }
}
