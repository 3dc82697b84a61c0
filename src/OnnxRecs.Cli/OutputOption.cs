using System.CommandLine;
using OnnxRecs.Artifacts;

namespace OnnxRecs.Cli;

/// <summary>Options that name a file to be written.</summary>
internal static class OutputOption
{
    public static Option<string?> Create(string name, string description)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = "FILE" };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))) result.AddError($"{name} is empty: name a file, or leave the option out");
        });
        return option;
    }

    /// <summary>Refuses files that cannot both be written, before any work is done.</summary>
    /// <exception cref="InputException">They are the same, or one of them is no regular file.</exception>
    public static void Check(string path, string? cases)
    {
        string target = AtomicFile.TargetOf(path);
        if (cases is not null && AtomicFile.TargetOf(cases) == target) throw new InputException($"--cases {cases}: the bundle itself is written there; name another file");
    }
}
