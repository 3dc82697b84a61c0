using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OnnxRecs.Config;

/// <summary>What happens to the candidates.</summary>
public sealed record RankOptions : IValidatableObject
{
    private static readonly JsonSerializerOptions Written = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    /// <summary>Names of models or <see cref="Blends"/>: each orders the candidates on its own; the first one is what <c>recommend</c> uses.</summary>
    [MinLength(1)]
    public string[] Rankers { get; init; } = ["gru", "neumf"];

    /// <summary>Rankers that are made of several models.</summary>
    public BlendOptions[] Blends { get; init; } = [];

    /// <summary>How many milliseconds a ranker may take for one user; what is late is left, and the order of retrieval stands. 0: as long as it takes.</summary>
    [Range(0, 3_600_000)]
    public int TimeoutMs { get; init; }

    /// <summary>What drops candidates before they are ranked, in this order, each with its own options (see OnnxRecs.Rank.Filters).</summary>
    public OrderedDictionary<string, JsonObject> Filters { get; init; } = new(StringComparer.Ordinal) { ["seen"] = [] };

    public MmrOptions Mmr { get; init; } = new();

    public PopularityPenaltyOptions PopularityPenalty { get; init; } = new();

    /// <summary>Length of the final list.</summary>
    [Range(1, 1000)]
    public int Count { get; init; } = 20;

    /// <summary>A second way to rank for some of the users.</summary>
    public ExperimentOptions? Experiment { get; init; }

    /// <summary>The blend of a name, or null: then it is a model's.</summary>
    public BlendOptions? BlendOf(string ranker) => Array.Find(Blends, blend => blend.Name == ranker);

    /// <summary>The models that a ranker is made of.</summary>
    public string[] ModelsOf(string ranker) => BlendOf(ranker)?.Models ?? [ranker];

    /// <summary>All models that rank, each with the JSON path below $.rank of who names it.</summary>
    public IEnumerable<(string Model, string Path)> RankerPaths()
    {
        for (int i = 0; i < Rankers.Length; i++)
        {
            if (BlendOf(Rankers[i]) is null) yield return (Rankers[i], $"rankers[{i}]");
        }
        for (int b = 0; b < Blends.Length; b++)
        {
            for (int i = 0; i < Blends[b].Models.Length; i++) yield return (Blends[b].Models[i], $"blends[{b}].models[{i}]");
        }
    }

    /// <summary>As JSON, what is left to its default included.</summary>
    public JsonObject ToJson() => (JsonObject)JsonSerializer.SerializeToNode(this, Written)!;

    /// <summary>These options as the experiment changes them; without one they stay as they are.</summary>
    /// <param name="problems">Takes what is wrong with the changes.</param>
    public RankOptions Varied(List<string> problems)
    {
        if (Experiment is null) return this;
        JsonObject options = ToJson();
        options.Remove("experiment");
        Merge(options, Experiment.Rank);
        return StrictJson.Bind<RankOptions>(options, "$.rank.experiment.rank", problems);
    }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        for (int i = 0; i < Rankers.Length; i++)
        {
            if (Rankers.AsSpan(0, i).Contains(Rankers[i])) yield return new($"\"{Rankers[i]}\" is listed twice", [$"rankers[{i}]"]);
        }
        for (int b = 0; b < Blends.Length; b++)
        {
            if (Blends.AsSpan(0, b).ToArray().Any(other => other.Name == Blends[b].Name)) yield return new($"\"{Blends[b].Name}\" is the name of another blend", [$"blends[{b}].name"]);
        }
    }

    private static void Merge(JsonObject target, JsonObject changes)
    {
        foreach ((string key, JsonNode? value) in changes)
        {
            if (value is null) target.Remove(key);
            else if (value is JsonObject inner && target[key] is JsonObject section) Merge(section, inner);
            else target[key] = value.DeepClone();
        }
    }
}

/// <summary>Maximal marginal relevance: how much a list gives up for variety.</summary>
public sealed record MmrOptions
{
    /// <summary>1: relevance alone; 0: variety alone.</summary>
    [Range(0.0, 1.0)]
    public double Lambda { get; init; } = 0.8;
}

/// <summary>Makes room for less known items.</summary>
public sealed record PopularityPenaltyOptions
{
    /// <summary>0: no penalty; 1: popularity weighs as much as the score.</summary>
    [Range(0.0, 1.0)]
    public double Alpha { get; init; } = 0.1;
}
