using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Rank.Filters;

namespace OnnxRecs.Rank;

/// <summary>What of the settings only this project knows.</summary>
public static class RankSettings
{
    /// <summary>Checks the filters, and the experiment as a way to rank of its own; notes all that is wrong.</summary>
    public static void Check(PipelineConfig config, List<string> problems)
    {
        if (!config.HasCandidates) return;
        RankOptions options = config.Rank;
        foreach (BlendOptions blend in options.Blends.Where(blend => config.Models.ContainsKey(blend.Name)))
            problems.Add($"$.rank.blends: \"{blend.Name}\" is the name of a model");
        int before = problems.Count;
        FilterCatalog.Check(options, "$.rank", problems);
        // What is wrong here is so there too.
        if (options.Experiment is null || problems.Count > before) return;
        RankOptions varied = options.Varied(problems);
        FilterCatalog.Check(varied, "$.rank.experiment.rank", problems);
        foreach ((string model, string path) in varied.RankerPaths())
        {
            if (!config.Models.ContainsKey(model)) problems.Add($"$.rank.experiment.rank.{path}: \"{model}\" is not in $.models ({string.Join(", ", config.Models.Keys)})");
        }
        if (varied.Count != options.Count) problems.Add("$.rank.experiment.rank.count: the lists of both ways to rank are of one length; leave it out");
    }

    /// <summary>The options of those who are in the experiment, from settings that <see cref="Check"/> found right.</summary>
    public static RankOptions VariedOf(RankOptions options)
    {
        var problems = new List<string>();
        RankOptions varied = options.Varied(problems);
        StrictJson.ThrowIfAny(problems, "settings");
        return varied;
    }

    /// <summary>All that the lists depend on.</summary>
    internal static JsonObject KeyOf(RankOptions options)
    {
        JsonObject key = options.ToJson();
        key.Remove("timeoutMs");
        return key;
    }

    /// <summary>Hash of the files that the options name, or null where they name none.</summary>
    internal static Func<CancellationToken, string>? SourceOf(RankOptions options)
    {
        RankOptions[] both = [options, VariedOf(options)];
        string[] files = [.. both.Select(each => each.Filters.GetValueOrDefault("unavailable")?["file"]?.GetValue<string>() ?? "").Where(file => file.Length > 0).Distinct()];
        if (files.Length == 0) return null;
        return _ => string.Concat(files.Select(file =>
            Convert.ToHexStringLower(SHA256.HashData(File.Exists(file) ? File.ReadAllBytes(file) : throw new InputException($"{file}, which $.rank.filters names, is missing")))));
    }
}
