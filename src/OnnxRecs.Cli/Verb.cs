using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace OnnxRecs.Cli;

/// <summary>A command with a line for the list of commands, and more for its own help.</summary>
internal sealed class Verb(string name, string summary, string details) : Command(name, summary)
{
    /// <summary>What it needs, and examples; shown below the options.</summary>
    public string Details { get; } = details;

    /// <summary>Makes a command tree show the details, in lines of a fixed width where nobody's terminal has one.</summary>
    public static void ShowDetails(RootCommand root, string rootDetails, Terminal terminal)
    {
        HelpOption option = root.Options.OfType<HelpOption>().Single();
        var standard = (HelpAction)option.Action!;
        if (!terminal.OutIsTerminal) standard.MaxWidth = 120;
        option.Action = new HelpWithDetails(standard, rootDetails);
    }

    private sealed class HelpWithDetails(HelpAction standard, string rootDetails) : SynchronousCommandLineAction
    {
        public override int Invoke(ParseResult parseResult)
        {
            int code = standard.Invoke(parseResult);
            string details = parseResult.CommandResult.Command is Verb verb ? verb.Details : rootDetails;
            parseResult.InvocationConfiguration.Output.WriteLine(details.ReplaceLineEndings() + Environment.NewLine);
            return code;
        }
    }
}
