using System.CommandLine;
using System.CommandLine.Invocation;

namespace OnnxRecs.Cli;

/// <summary>The command <c>onnxrecs</c>.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        using var interrupt = new Interrupt();
        return await RunAsync(args, Terminal.OfProcess(), TimeProvider.System, interrupt.Token).ConfigureAwait(false);
    }

    /// <summary>Parses, runs and turns failures into one line and an exit code.</summary>
    internal static async Task<int> RunAsync(string[] args, Terminal terminal, TimeProvider time, CancellationToken cancel)
    {
        ParseResult line = CreateRoot(terminal, time).Parse(args.Length == 0 ? ["--help"] : args);
        if (line.Action is ParseErrorAction)
        {
            foreach (string problem in ProblemsOf(line)) await terminal.Error.WriteLineAsync($"error: {problem}").ConfigureAwait(false);
            await terminal.Error.WriteLineAsync($"See `{NameOf(line.CommandResult)} --help`.").ConfigureAwait(false);
            return Failure.NotDone;
        }
        try
        {
            // Signals are ours (see Interrupt): the library would give a command two seconds to stop.
            var invocation = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null, Output = terminal.Out, Error = terminal.Error };
            return await line.InvokeAsync(invocation, cancel).ConfigureAwait(false);
        }
#pragma warning disable CA1031 // Whatever it is, it ends here, with its stack trace unless the user can put it right.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failure.Report(exception, terminal, cancel);
        }
    }

    /// <summary>All commands: a new one is its file and a line here.</summary>
    internal static RootCommand CreateRoot(Terminal terminal, TimeProvider time)
    {
        var root = new RootCommand("Trains recommenders, exports them to ONNX, retrieves, ranks and evaluates.");
        root.Add(DataCommand.Create(terminal, time));
        root.Add(TrainCommand.Create(terminal, time));
        root.Add(CandidatesCommand.Create(terminal, time));
        root.Add(RankCommand.Create(terminal, time));
        root.Add(EvaluateCommand.Create(terminal, time));
        root.Add(PipelineCommand.Create(terminal, time));
        root.Add(RecommendCommand.Create(terminal, time));
        root.Add(FunnelCommand.Create(terminal, time));
        root.Add(FrontierCommand.Create(terminal, time));
        root.Add(QuantizeCommand.Create(terminal, time));
        root.Add(ExportCommand.Create(terminal, time));
        root.Add(InspectCommand.Create(terminal));
        root.Add(VerifyCommand.Create(terminal));
        root.Add(CasesCommand.Create(terminal, time));
        root.Add(PaperCommand.Create(terminal, time));
        root.Add(TuneCommand.Create(terminal, time));
        root.Add(CommonOptions.Config);
        root.Add(CommonOptions.Set);
        root.Add(CommonOptions.Device);
        root.Add(CommonOptions.Threads);
        Verb.ShowDetails(
            root,
            """
            Examples:
              onnxrecs pipeline                        everything that is out of date, on the sample data
              onnxrecs pipeline --set dataset=ml-1m    the same on MovieLens 1M
              onnxrecs recommend --user 42             what to offer user 42
            """,
            terminal);
        return root;
    }

    /// <summary>An unknown word often causes further errors ("no command was given"): then it alone is named.</summary>
    private static IEnumerable<string> ProblemsOf(ParseResult line)
    {
        if (line.UnmatchedTokens.Count == 0) return line.Errors.Select(error => error.Message).Distinct();
        Command command = line.CommandResult.Command;
        IEnumerable<string> known = command.Children.Concat(line.RootCommandResult.Command.Options).Select(symbol => symbol.Name);
        return line.UnmatchedTokens.Select(token => $"unknown command or argument \"{token}\"{Config.Spelling.Hint(token, known)}");
    }

    private static string NameOf(System.CommandLine.Parsing.CommandResult result) =>
        result.Parent is System.CommandLine.Parsing.CommandResult parent ? $"{NameOf(parent)} {result.Command.Name}" : "onnxrecs";
}
