using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnnxRecs.Cli;

/// <summary>Where text goes: results to <paramref name="Out"/>, everything said on the way to <paramref name="Error"/>.</summary>
/// <param name="Out">Tables and JSON.</param>
/// <param name="Error">Messages, progress, errors.</param>
/// <param name="OutIsTerminal">Whether somebody looks at the results: boxes and colours, else plain columns.</param>
/// <param name="ErrorIsTerminal">Whether somebody looks at the progress: moving bars, else a line now and then.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool OutIsTerminal, bool ErrorIsTerminal)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

#pragma warning disable RS0030 // Console is banned but here: the one place where the program meets its terminal.
    /// <summary>The process's own streams.</summary>
    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsOutputRedirected, !Console.IsErrorRedirected);
#pragma warning restore RS0030

    public void WriteJson(JsonNode json) => Out.WriteLine(json.ToJsonString(Indented));
}
