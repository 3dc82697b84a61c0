using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Models;

/// <summary>What a model can do in the pipeline, by the graphs it has (see <see cref="IModel"/>).</summary>
public enum ModelRole
{
    /// <summary>Scores given items.</summary>
    Ranker,

    /// <summary>Gives vectors to search with.</summary>
    Retrieval,
}

/// <summary>A kind of model that can be named in the settings.</summary>
/// <param name="Name">Name in <c>pipeline.json</c> and of the artifact's folder.</param>
/// <param name="Role">Where the pipeline can use it.</param>
/// <param name="Options">Type of its options.</param>
/// <param name="Create">Makes it with its initial weights.</param>
public sealed record ModelEntry(string Name, ModelRole Role, Type Options, Func<object, PreparedData, WeightSet, IModel> Create);

/// <summary>All models. Adding one is one file, one line here and one test.</summary>
public static class ModelCatalog
{
    public static IReadOnlyList<ModelEntry> Entries { get; } =
    [
        Entry<PopularOptions>("popular", ModelRole.Ranker, (_, data, weights) => new Popular(data, weights)),
        Entry<RatingBiasOptions>("bias", ModelRole.Ranker, (options, data, weights) => new RatingBias(options, data, weights)),
        Entry<TwoTowerOptions>("two-tower", ModelRole.Retrieval, (options, data, weights) => new TwoTower(options, data, weights)),
        Entry<NeuMfOptions>("neumf", ModelRole.Ranker, (options, data, weights) => new NeuMf(options, data, weights)),
        Entry<GruRankerOptions>("gru", ModelRole.Ranker, (options, data, weights) => new GruRanker(options, data, weights)),
        Entry<Gru4RecOptions>("gru4rec", ModelRole.Ranker, (options, data, weights) => new GruRanker(options, data, weights)),
        Entry<SasrecOptions>("sasrec", ModelRole.Ranker, (options, data, weights) => new Sasrec(options, data, weights)),
        Entry<MlpSequenceOptions>("mlp-sequence", ModelRole.Ranker, (options, data, weights) => new MlpSequence(options, data, weights)),
        Entry<CaserOptions>("caser", ModelRole.Ranker, (options, data, weights) => new Caser(options, data, weights)),
    ];

    /// <exception cref="InputException">There is no such model.</exception>
    public static ModelEntry Find(string name) =>
        Entries.FirstOrDefault(e => e.Name == name) ?? throw new InputException($"There is no model '{name}'; there are {string.Join(", ", Entries.Select(e => e.Name))}.");

    /// <summary>Checks the options of every model in the settings, and that models are used for what they can do; notes all that is wrong.</summary>
    public static void Check(PipelineConfig config, List<string> problems)
    {
        foreach ((string name, JsonObject options) in config.Models)
        {
            if (Entries.FirstOrDefault(e => e.Name == name) is { } entry) StrictJson.Bind(options, entry.Options, $"$.models.{name}", problems);
            else problems.Add($"$.models.{name}: there is no such model{Spelling.Hint(name, Entries.Select(e => e.Name))}");
        }
        CheckRole("$.candidates.source", config.Candidates.Source, ModelRole.Retrieval, problems);
        for (int i = 0; i < config.Rank.Rankers.Length; i++) CheckRole($"$.rank.rankers[{i}]", config.Rank.Rankers[i], ModelRole.Ranker, problems);
    }

    private static void CheckRole(string path, string name, ModelRole role, List<string> problems)
    {
        if (Entries.FirstOrDefault(e => e.Name == name) is { } entry && entry.Role != role)
            problems.Add($"{path}: \"{name}\" is no {role.ToString().ToLowerInvariant()} model ({string.Join(", ", Entries.Where(e => e.Role == role).Select(e => e.Name))})");
    }

    /// <summary>A model's options from settings that <see cref="Check"/> found right.</summary>
    public static object OptionsOf(ModelEntry entry, PipelineConfig config)
    {
        var problems = new List<string>();
        object options = StrictJson.Bind(config.Models[entry.Name], entry.Options, $"$.models.{entry.Name}", problems);
        StrictJson.ThrowIfAny(problems, "settings");
        return options;
    }

    /// <summary>The same seed gives the same initial weights.</summary>
    public static IModel Create(ModelEntry entry, object options, PreparedData data, ulong seed) =>
        entry.Create(options, data, new WeightSet(new Rng(seed)));

    private static ModelEntry Entry<TOptions>(string name, ModelRole role, Func<TOptions, PreparedData, WeightSet, IModel> create) =>
        new(name, role, typeof(TOptions), (options, data, weights) => create((TOptions)options, data, weights));
}
