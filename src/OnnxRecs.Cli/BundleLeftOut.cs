using System.Text.Json.Nodes;
using OnnxRecs.Config;

namespace OnnxRecs.Cli;

/// <summary>What the settings do to ranked lists and a bundle does otherwise or not at all.</summary>
internal static class BundleLeftOut
{
    // What it does, what it takes as an input, and what makes no difference to a list. Everything else is named, also what is added one day.
    private static readonly string[] Done = ["rankers", "blends", "timeoutMs", "filters", "popularityPenalty", "mmr", "count"];

    /// <summary>A line for each difference.</summary>
    /// <param name="options">The settings.</param>
    /// <param name="ranker">The model that orders in the bundle.</param>
    public static IEnumerable<string> Of(RankOptions options, string ranker)
    {
        bool IsOn(string filter) => options.Filters.TryGetValue(filter, out JsonObject? settings) && settings["enabled"]?.GetValue<bool>() != false;
        string[] left =
        [
            .. options.PopularityPenalty is { Form: not "log" } ? ["popularityPenalty.form"] : Array.Empty<string>(),
            .. options.ToJson().Where(each => !Done.Contains(each.Key) && each.Value is not JsonArray { Count: 0 }).Select(each => each.Key),
            .. options.Filters.Keys.Where(filter => filter != "seen" && IsOn(filter)).Select(filter => $"filters.{filter}"),
        ];
        if (left.Length > 0) yield return $"of $.rank it has the popularity penalty and MMR alone, not also {string.Join(", ", left)}";
        if (!IsOn("seen")) yield return "it never gives what is in the history, though $.rank.filters.seen is off";
        if (options.BlendOf(options.Rankers[0]) is { } blend) yield return $"{ranker} orders alone, not the blend \"{blend.Name}\" of {string.Join(", ", blend.Models)} as $.rank.rankers has it first";
    }
}
