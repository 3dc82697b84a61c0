using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Config;

namespace OnnxRecs.Study.Frontier;

/// <summary>Values of some settings of the re-rankers, and all combinations of them.</summary>
/// <param name="Paths">JSON paths without the "$.", such as "rank.mmr.lambda".</param>
/// <param name="Combinations">For each combination an override of each path, the last path changing fastest.</param>
public sealed record SettingGrid(string[] Paths, IReadOnlyList<Override[]> Combinations)
{
    private const string Section = "rank.";
    private const int Most = 1000;

    // What decides on the ranked lists themselves, or on how long they are: these are made once.
    private static readonly string[] Fixed = ["rankers", "blends", "filters", "timeoutMs", "experiment", "count"];

    /// <summary>The combinations of arguments such as "rank.mmr.lambda=1,0.9,0.8".</summary>
    /// <exception cref="InputException">An argument is not of this form, names what no re-ranker goes by or a path twice, or there are too many combinations.</exception>
    public static SettingGrid Parse(IReadOnlyList<string> arguments)
    {
        Override[][] axes = [.. arguments.Select(ValuesOf)];
        string[] paths = [.. axes.Select(axis => axis[0].Path)];
        for (int i = 0; i < paths.Length; i++)
        {
            if (paths.AsSpan(0, i).Contains(paths[i])) throw new InputException($"--over {arguments[i]}: {paths[i]} is varied already; give all of its values at once");
        }
        double count = axes.Aggregate(1.0, (product, axis) => product * axis.Length);
        if (count > Most) throw new InputException($"--over: {count:N0} combinations are more than {Most:N0}; vary less at once");
        IEnumerable<Override[]> combinations = [[]];
        foreach (Override[] axis in axes) combinations = [.. combinations.SelectMany(first => axis.Select(value => (Override[])[.. first, value]))];
        return new SettingGrid(paths, [.. combinations]);
    }

    private static Override[] ValuesOf(string argument)
    {
        int equals = argument.IndexOf('=', StringComparison.Ordinal);
        string path = equals < 0 ? "" : argument[..equals].Trim();
        string[] values = equals < 0 ? [] : Split(argument[(equals + 1)..]);
        if (path.Split('.').Contains("") || values.Length == 0 || values.Contains(""))
            throw new InputException($"--over {argument}: expected a path and its values, such as --over rank.mmr.lambda=1,0.9,0.8");
        if (!path.StartsWith(Section, StringComparison.Ordinal)) throw new InputException($"--over {argument}: only settings of the re-rankers can be varied, below {Section[..^1]}");
        string first = path.Split('.')[1];
        if (Fixed.Contains(first)) throw new InputException($"--over {argument}: rank.{first} is no setting of a re-ranker; set it for all rows with --set");
        return Array.ConvertAll(values, value => new Override($"--over {path}={value}", path, value));
    }

    /// <summary>Values with commas between them: JSON where they are, so that those within arrays and strings do not count.</summary>
    private static string[] Split(string values)
    {
        try
        {
            return [.. JsonNode.Parse($"[{values}]")!.AsArray().Select(value => value?.ToJsonString() ?? "null")];
        }
        catch (JsonException)
        {
            return values.Split(',', StringSplitOptions.TrimEntries);
        }
    }
}
