using OnnxRecs.Cli;

namespace OnnxRecs.NativeTests.Cli;

/// <summary>One command line run in this process, as if its output went to files.</summary>
internal sealed record CommandLineRun(int ExitCode, string Out, string Error)
{
    public static async Task<CommandLineRun> Of(string[] args, CancellationToken cancel = default)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        int code = await Program.RunAsync(args, new Terminal(output, error, OutIsTerminal: false, ErrorIsTerminal: false), TimeProvider.System, cancel);
        return new CommandLineRun(code, output.ToString(), error.ToString());
    }
}
