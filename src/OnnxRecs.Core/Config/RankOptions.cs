using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OnnxRecs.Config;

/// <summary>What happens to the candidates. A re-ranker or constraint without a section is off.</summary>
public sealed record RankOptions : IValidatableObject
{
    /// <summary>Pins, bans and exploration reach down to here.</summary>
    public const int LastPosition = 60;

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

    public PopularityPenaltyOptions? PopularityPenalty { get; init; }

    public FreshnessOptions? Freshness { get; init; }

    public MmrOptions? Mmr { get; init; }

    public DppOptions? Dpp { get; init; }

    public XquadOptions? Xquad { get; init; }

    public CalibratedOptions? Calibrated { get; init; }

    public LongTailQuotaOptions? LongTailQuota { get; init; }

    public GenreCapOptions? GenreCap { get; init; }

    public ProviderCapOptions? ProviderCap { get; init; }

    /// <summary>Items that always stand at a position, candidates or not.</summary>
    public PinOptions[] Pins { get; init; } = [];

    /// <summary>Items that never stand at some positions, or nowhere at all.</summary>
    public BanOptions[] Bans { get; init; } = [];

    public ExplorationOptions? Exploration { get; init; }

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
            if (Blends[..b].Any(other => other.Name == Blends[b].Name)) yield return new($"\"{Blends[b].Name}\" is the name of another blend", [$"blends[{b}].name"]);
        }
        double share = 1 - (Mmr?.Lambda ?? 1) + (1 - (Dpp?.Lambda ?? 1)) + (Xquad?.Lambda ?? 0) + (Calibrated?.Lambda ?? 0);
        // The slack is for sums such as 0.7 + 0.2 + 0.1, which may miss 1 by a rounding error.
        if (share > 1 + 1e-9)
            yield return new($"1 - mmr.lambda, 1 - dpp.lambda, xquad.lambda and calibrated.lambda, as far as they are set, add up to {share:0.###}; at most 1 is possible, relevance has the rest");
        for (int i = 0; i < Pins.Length; i++)
        {
            PinOptions pin = Pins[i];
            if (Pins[..i].Any(other => other.Position == pin.Position)) yield return new($"position {pin.Position} has a pin already", [$"pins[{i}].position"]);
            if (Pins[..i].Any(other => other.Item == pin.Item)) yield return new($"\"{pin.Item}\" is pinned already", [$"pins[{i}].item"]);
            int ban = Array.FindIndex(Bans, ban => ban.Item == pin.Item && (ban.Positions.Length == 0 || ban.Positions.Contains(pin.Position)));
            if (ban >= 0) yield return new($"\"{pin.Item}\" is banned from position {pin.Position} by bans[{ban}]", [$"pins[{i}]"]);
            if (Exploration?.Positions.Contains(pin.Position) == true) yield return new($"position {pin.Position} is for exploration", [$"pins[{i}].position"]);
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

/// <summary>Makes room for less known items.</summary>
public sealed record PopularityPenaltyOptions
{
    /// <summary>0: no penalty. "log": at 1 popularity weighs as much as the score; "inverse-propensity": at 1 the score is divided by the propensity.</summary>
    [Range(0.0, 1.0)]
    public double Alpha { get; init; } = 0.1;

    /// <summary>"log": score - alpha * log popularity; "inverse-propensity": score / propensity^alpha.</summary>
    [AllowedValues("log", "inverse-propensity")]
    public string Form { get; init; } = "log";

    /// <summary>inverse-propensity: the propensity is (likes / those of the most liked item) to this power.</summary>
    [Range(0.0, 2.0)]
    public double Beta { get; init; } = 0.5;

    /// <summary>inverse-propensity: no propensity is below this, so that hardly known items do not take everything.</summary>
    [Range(1e-6, 1.0)]
    public double Clip { get; init; } = 0.1;
}

/// <summary>Takes from items that have been known for long; needs times of events.</summary>
public sealed record FreshnessOptions
{
    /// <summary>After so many days an item has lost half of what it can lose.</summary>
    [Range(0.01, 100_000.0)]
    public double HalfLifeDays { get; init; } = 365;

    /// <summary>The share of its score that the oldest item keeps; 1: nothing decays.</summary>
    [Range(0.0, 1.0)]
    public double Floor { get; init; } = 0.5;
}

/// <summary>Maximal marginal relevance: how much a list gives up for variety.</summary>
public sealed record MmrOptions
{
    /// <summary>Weight of relevance. 1: relevance alone; 0: variety alone.</summary>
    [Range(0.0, 1.0)]
    public double Lambda { get; init; } = 0.8;
}

/// <summary>Determinantal point process: variety of the list as a whole, by item vectors.</summary>
public sealed record DppOptions
{
    /// <summary>Weight of relevance, the paper's theta. 1: relevance alone; 0: variety alone.</summary>
    [Range(0.0, 1.0)]
    public double Lambda { get; init; } = 0.8;
}

/// <summary>xQuAD: each genre that the user likes is to be in the list; needs genres.</summary>
public sealed record XquadOptions
{
    /// <summary>Weight of variety, as in the paper. 0: relevance alone; 1: variety alone.</summary>
    [Range(0.0, 1.0)]
    public double Lambda { get; init; } = 0.2;
}

/// <summary>Calibration: genres are to have the shares in the list that they have in the user's history; needs genres.</summary>
public sealed record CalibratedOptions
{
    /// <summary>Weight of calibration, as in the paper. 0: relevance alone; 1: calibration alone.</summary>
    [Range(0.0, 1.0)]
    public double Lambda { get; init; } = 0.2;
}

/// <summary>So many items of the list, or such a share of it, come from the long tail.</summary>
public sealed record LongTailQuotaOptions : IValidatableObject
{
    /// <summary>At least so many; of a shorter list all.</summary>
    [Range(1, 1000)]
    public int? Min { get; init; }

    /// <summary>At least this share, rounded up.</summary>
    [Range(0.0, 1.0)]
    public double? Share { get; init; }

    /// <summary>What it comes to for a list of this length.</summary>
    public int Of(int length) => Min is { } min ? Math.Min(min, length) : (int)Math.Ceiling(Share.GetValueOrDefault() * length - 1e-9);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Min is null == Share is null) yield return new("set either min or share");
    }
}

/// <summary>A list has at most so many items of a genre; needs genres. An item of several genres counts for each.</summary>
public sealed record GenreCapOptions
{
    [Range(1, 1000)]
    public int Max { get; init; } = 5;

    /// <summary>The genres that it holds for; empty: all of them.</summary>
    public string[] Genres { get; init; } = [];
}

/// <summary>A list has at most so many items of a provider; needs providers. Items whose provider is unknown do not count.</summary>
public sealed record ProviderCapOptions
{
    [Range(1, 1000)]
    public int Max { get; init; } = 3;
}

/// <summary>An item that always stands at a position.</summary>
public sealed record PinOptions : IValidatableObject
{
    /// <summary>Outside id.</summary>
    public string Item { get; init; } = "";

    /// <summary>From 1, the top.</summary>
    [Range(1, RankOptions.LastPosition)]
    public int Position { get; init; } = 1;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Item.Length == 0) yield return new("name the item's id", ["item"]);
    }
}

/// <summary>An item that never stands at some positions.</summary>
public sealed record BanOptions : IValidatableObject
{
    /// <summary>Outside id.</summary>
    public string Item { get; init; } = "";

    /// <summary>From 1, the top; empty: it stands nowhere.</summary>
    [Range(1, RankOptions.LastPosition)]
    public int[] Positions { get; init; } = [];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Item.Length == 0) yield return new("name the item's id", ["item"]);
    }
}

/// <summary>Positions that get an item at random, so that something is learnt of what would never be shown.</summary>
public sealed record ExplorationOptions
{
    /// <summary>From 1, the top.</summary>
    [MinLength(1)]
    [Range(1, RankOptions.LastPosition)]
    public int[] Positions { get; init; } = [10];
}
