using System.CommandLine;
using System.CommandLine.Parsing;
using OnnxRecs.Config;

namespace OnnxRecs.Cli;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static readonly Option<string> Config = new("--config")
    {
        Description = "Settings file",
        HelpName = "FILE",
        DefaultValueFactory = _ => "pipeline.json",
        Recursive = true,
    };

    public static readonly Option<string[]> Set = new("--set")
    {
        Description = "Use another value for one setting, such as candidates.count=100; may be given several times",
        HelpName = "KEY=VALUE",
        Recursive = true,
    };

    public static readonly Option<string?> Device = new("--device") { Description = "Same as --set device=NAME: cpu or cuda", HelpName = "NAME", Recursive = true };

    public static readonly Option<string?> Threads = new("--threads") { Description = "Same as --set threads=N; 0: all cores", HelpName = "N", Recursive = true };

    public static readonly Option<bool> Json = new("--json") { Description = "Print the result as JSON" };

    public static readonly Option<bool> Force = new("--force") { Description = "Make it anew even if it is up to date" };

    /// <summary>For an argument that would take a mistyped option as its value.</summary>
    public static void RefuseOptions(ArgumentResult argument)
    {
        foreach (Token token in argument.Tokens.Where(token => token.Value.StartsWith('-'))) argument.AddError($"unknown option \"{token.Value}\"");
    }

    /// <summary>The ranker that was named, else the first.</summary>
    /// <exception cref="InputException">It is not in the settings.</exception>
    public static string RankerOf(string? named, PipelineConfig config) =>
        named is null || config.Rank.Rankers.Contains(named)
            ? named ?? config.Rank.Rankers[0]
            : throw new InputException($"--ranker {named}: is none of rank.rankers ({string.Join(", ", config.Rank.Rankers)}){Spelling.Hint(named, config.Rank.Rankers)}");

    /// <summary>The settings that a command line asks for.</summary>
    /// <param name="line">The command line.</param>
    /// <param name="more">Further values, after those of the line.</param>
    /// <exception cref="InputException">The file or an override is wrong.</exception>
    public static PipelineConfig LoadConfig(ParseResult line, params IReadOnlyList<Override> more) => ConfigFile.Load(line.GetValue(Config)!, [.. OverridesOf(line), .. more], CheckedSettings.Check);

    /// <summary>What a command line says of single settings.</summary>
    /// <exception cref="InputException">One is not of the form key=value.</exception>
    public static IReadOnlyList<Override> OverridesOf(ParseResult line)
    {
        List<Override> overrides = [.. (line.GetValue(Set) ?? []).Select(Override.Parse)];
        if (line.GetValue(Device) is { } device) overrides.Add(new Override($"--device {device}", "device", device));
        if (line.GetValue(Threads) is { } threads) overrides.Add(new Override($"--threads {threads}", "threads", threads));
        return overrides;
    }
}
