using System.Security.Cryptography;
using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Filters;
using OnnxRecs.Rank.Rerank;

namespace OnnxRecs.Rank;

/// <summary>What of the settings only this project knows.</summary>
public static class RankSettings
{
    // What steps of the chain are called: no ranker may have such a name.
    private static readonly string[] StepNames = [Recommender.Candidates, "filters", .. RerankCatalog.Names];

    /// <summary>Checks what $.rank says, and the experiment as a way to rank of its own; notes all that is wrong.</summary>
    public static void Check(PipelineConfig config, List<string> problems)
    {
        if (!config.HasCandidates) return;
        int before = problems.Count;
        Check(config.Rank, "$.rank", config, problems);
        // What is wrong here is so there too.
        if (config.Rank.Experiment is not { } experiment || problems.Count > before) return;
        const string Path = "$.rank.experiment.rank";
        if (experiment.Rank.ContainsKey("experiment")) problems.Add($"{Path}.experiment: an experiment has none of its own; leave it out");
        RankOptions varied = config.Rank.Varied(problems);
        Check(varied, Path, config, problems);
        foreach ((string model, string path) in varied.RankerPaths())
        {
            if (!config.Models.ContainsKey(model)) problems.Add($"{Path}.{path}: \"{model}\" is not in $.models ({string.Join(", ", config.Models.Keys)})");
        }
        if (varied.Count != config.Rank.Count) problems.Add($"{Path}.count: the lists of both ways to rank are of one length; leave it out");
    }

    private static void Check(RankOptions options, string path, PipelineConfig config, List<string> problems)
    {
        for (int b = 0; b < options.Blends.Length; b++)
        {
            string name = options.Blends[b].Name;
            if (config.Models.ContainsKey(name)) problems.Add($"{path}.blends[{b}].name: \"{name}\" is the name of a model");
            if (StepNames.Contains(name)) problems.Add($"{path}.blends[{b}].name: \"{name}\" is the name of a stage");
        }
        FilterCatalog.Check(options, path, problems);
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
        string[] files = [.. both.Select(each => FilterCatalog.FileOf(each)).Where(file => file.Length > 0).Distinct()];
        if (files.Length == 0) return null;
        return _ => string.Concat(files.Select(file =>
            Convert.ToHexStringLower(SHA256.HashData(File.Exists(file) ? File.ReadAllBytes(file) : throw new InputException($"{file}, which $.rank.filters names, is missing")))));
    }
}
