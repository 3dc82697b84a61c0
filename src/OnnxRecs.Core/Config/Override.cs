using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnnxRecs.Config;

/// <summary>One setting from the command line that takes the place of the file's.</summary>
/// <param name="Origin">How it was written, for messages: "--set candidates.count=100".</param>
/// <param name="Path">Keys joined by dots, without the "$.".</param>
/// <param name="Value">JSON, or else a string as it stands.</param>
public sealed record Override(string Origin, string Path, string Value)
{
    /// <summary>Reads the argument of <c>--set</c>.</summary>
    /// <exception cref="InputException">It is not of the form key=value.</exception>
    public static Override Parse(string argument)
    {
        int equals = argument.IndexOf('=');
        string path = equals < 0 ? "" : argument[..equals].Trim();
        if (path.Split('.').Contains("")) throw new InputException($"--set {argument}: expected key=value, such as --set candidates.count=100");
        return new Override($"--set {argument}", path, argument[(equals + 1)..]);
    }

    /// <summary>Puts the value into the settings; sections on the way are made where the file has none.</summary>
    public void Apply(JsonObject settings, List<string> problems)
    {
        string[] keys = Path.Split('.');
        JsonObject section = settings;
        for (int i = 0; i < keys.Length - 1; i++)
        {
            if (!section.ContainsKey(keys[i])) section[keys[i]] = new JsonObject();
            if (section[keys[i]] is not JsonObject next)
            {
                problems.Add($"$.{string.Join('.', keys[..(i + 1)])}: is no section, so it has no \"{keys[i + 1]}\"");
                return;
            }
            section = next;
        }
        section[keys[^1]] = JsonOrString();
    }

    /// <summary>Whether a problem's JSON path lies at or below this override's.</summary>
    internal bool Explains(string problem) =>
        problem.StartsWith($"$.{Path}", StringComparison.Ordinal) && problem.Length > Path.Length + 2 && problem[Path.Length + 2] is ':' or '.' or '[';

    private JsonNode? JsonOrString()
    {
        try
        {
            return JsonNode.Parse(Value);
        }
        catch (JsonException)
        {
            return JsonValue.Create(Value);
        }
    }
}
