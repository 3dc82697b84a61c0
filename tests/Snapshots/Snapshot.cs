using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Xunit.Sdk;

namespace OnnxRecs.Tests.Snapshots;

/// <summary>Compares text with the file <c>TestClass.Test.verified.txt</c> beside the test.</summary>
/// <remarks>
/// The file convention is Verify's, which can take this class's place: on a mismatch the text is written to <c>.received.txt</c>, and
/// <c>make snapshots</c> accepts it.
/// </remarks>
internal static partial class Snapshot
{
    /// <summary>Exact, but for the kind of line ends and those at the end of the text.</summary>
    public static void Match(string text, [CallerFilePath] string source = "", [CallerMemberName] string test = "") =>
        Check(text, source, test, (expected, actual) => expected == actual);

    /// <summary>The same text, in which each number may differ by <paramref name="tolerance"/>: for what was trained.</summary>
    public static void MatchNumbers(string text, double tolerance, [CallerFilePath] string source = "", [CallerMemberName] string test = "") =>
        Check(text, source, test, (expected, actual) => Near(expected, actual, tolerance));

    private static void Check(string text, string source, string test, Func<string, string, bool> same)
    {
        string stem = Path.Combine(Path.GetDirectoryName(source)!, $"{Path.GetFileNameWithoutExtension(source)}.{test}");
        string verified = $"{stem}.verified.txt", received = $"{stem}.received.txt";
        string[] actual = Lines(text);
        string[] expected = File.Exists(verified) ? Lines(File.ReadAllText(verified)) : [];

        int line = 0;
        while (line < actual.Length && line < expected.Length && same(expected[line], actual[line])) line++;
        if (File.Exists(verified) && line == actual.Length && line == expected.Length)
        {
            File.Delete(received);
            return;
        }
        File.WriteAllText(received, string.Join('\n', actual) + "\n");
        string what = File.Exists(verified) ? $"differs from {Path.GetFileName(verified)} in line {line + 1}" : $"has no {Path.GetFileName(verified)} yet; it begins";
        throw new XunitException(
            $"The text {what}:\n  expected: {expected.ElementAtOrDefault(line) ?? "(end)"}\n  received: {actual.ElementAtOrDefault(line) ?? "(end)"}\n" +
            $"All of it is in {received}; `make snapshots` accepts it.");
    }

    private static string[] Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');

    private static bool Near(string expected, string actual, double tolerance)
    {
        if (Number().Replace(expected, "#") != Number().Replace(actual, "#")) return false;
        return Number().Matches(expected).Zip(Number().Matches(actual)).All(pair => Math.Abs(Value(pair.First) - Value(pair.Second)) <= tolerance);
    }

    private static double Value(Match number) => double.Parse(number.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"-?\d+(\.\d+)?([eE][-+]?\d+)?")]
    private static partial Regex Number();
}
