using OnnxRecs.Tests.Snapshots;

namespace OnnxRecs.NativeTests.Cli;

public class HelpTests
{
    [Fact]
    public Task Root() => Check("");

    [Fact]
    public Task Data() => Check("data");

    [Fact]
    public Task DataList() => Check("data list");

    [Fact]
    public Task DataFetch() => Check("data fetch");

    [Fact]
    public Task DataCheck() => Check("data check");

    [Fact]
    public Task DataSample() => Check("data sample");

    [Fact]
    public Task DataDescribe() => Check("data describe");

    [Fact]
    public Task Train() => Check("train");

    [Fact]
    public Task Candidates() => Check("candidates");

    [Fact]
    public Task Rank() => Check("rank");

    [Fact]
    public Task Evaluate() => Check("evaluate");

    [Fact]
    public Task Pipeline() => Check("pipeline");

    [Fact]
    public Task Recommend() => Check("recommend");

    [Fact]
    public Task Funnel() => Check("funnel");

    [Fact]
    public Task Frontier() => Check("frontier");

    [Fact]
    public Task Export() => Check("export");

    [Fact]
    public Task Inspect() => Check("inspect");

    [Fact]
    public Task Quantize() => Check("quantize");

    [Fact]
    public Task Verify() => Check("verify");

    [Fact]
    public Task Cases() => Check("cases");

    [Fact]
    public Task Paper() => Check("paper");

    [Fact]
    public Task Tune() => Check("tune");

    private static async Task Check(string command, [System.Runtime.CompilerServices.CallerMemberName] string test = "")
    {
        CommandLineRun run = await CommandLineRun.Of([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        // The usage line starts with the name of the running program, which is the test host here.
        string host = System.CommandLine.RootCommand.ExecutableName;
        Snapshot.Match(string.Join('\n', run.Out.ReplaceLineEndings("\n").Replace($"  {host} ", "  onnxrecs ", StringComparison.Ordinal).Split('\n').Select(line => line.TrimEnd())), test: test);
    }
}
