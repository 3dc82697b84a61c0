using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Models.Classical;
using OnnxRecs.Models.Spaces;
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
public sealed record ModelEntry(string Name, ModelRole Role, Type Options, Func<object, PreparedData, WeightSet, IModel> Create)
{
    /// <summary>The models that one with these options begins with; most have none.</summary>
    public Func<object, IReadOnlyList<PreTrainedPart>> Parts { get; init; } = _ => [];
}

/// <summary>All models. Adding one is one file, one line here and one test.</summary>
public static class ModelCatalog
{
    public static IReadOnlyList<ModelEntry> Entries { get; } =
    [
        Entry<PopularOptions>("popular", ModelRole.Ranker, (_, data, weights) => new Popular(data, weights)),
        Entry<PopularRecentOptions>("popular-recent", ModelRole.Ranker, (options, data, weights) => new PopularRecent(options, data, weights)),
        Entry<PersonalTopOptions>("personal-top", ModelRole.Ranker, (options, data, weights) => new PersonalTop(options, data, weights)),
        Entry<RandomOrderOptions>("random", ModelRole.Ranker, (_, data, weights) => new RandomOrder(data, weights)),
        Entry<RatingBiasOptions>("bias", ModelRole.Ranker, (options, data, weights) => new RatingBias(options, data, weights)),
        Entry<ItemKnnOptions>("item-knn", ModelRole.Ranker, (options, data, weights) => new ItemKnn(options, data, weights)),
        Entry<UserKnnOptions>("user-knn", ModelRole.Ranker, (options, data, weights) => new UserKnn(options, data, weights)),
        Entry<Rp3BetaOptions>("rp3beta", ModelRole.Ranker, (options, data, weights) => new Rp3Beta(options, data, weights)),
        Entry<EaseOptions>("ease", ModelRole.Ranker, (options, data, weights) => new Ease(options, data, weights)),
        Entry<IalsOptions>("ials", ModelRole.Ranker, (options, data, weights) => new Ials(options, data, weights)),
        Entry<LogisticMfOptions>("logistic-mf", ModelRole.Ranker, (options, data, weights) => new LogisticMf(options, data, weights)),
        Entry<BprMfOptions>("bpr-mf", ModelRole.Ranker, (options, data, weights) => new BprMf(options, data, weights)),
        Entry<BiasedMfOptions>("biased-mf", ModelRole.Ranker, (options, data, weights) => new BiasedMf(options, data, weights)),
        Entry<SvdPlusPlusOptions>("svd++", ModelRole.Ranker, (options, data, weights) => new SvdPlusPlus(options, data, weights)),
        Entry<BayesianMfOptions>("bayesian-mf", ModelRole.Ranker, (options, data, weights) => new BayesianMf(options, data, weights)),
        Entry<SlimOptions>("slim", ModelRole.Ranker, (options, data, weights) => new Slim(options, data, weights)),
        Entry<PureSvdOptions>("pure-svd", ModelRole.Ranker, (options, data, weights) => new PureSvd(options, data, weights)),
        Entry<TwoTowerOptions>("two-tower", ModelRole.Retrieval, (options, data, weights) => new TwoTower(options, data, weights)),
        Entry<NeuMfOptions>("neumf", ModelRole.Ranker, (options, data, weights) => new NeuMf(options, data, weights)) with { Parts = options => NeuMfOptions.PartsOf((NeuMfOptions)options) },
        Entry<GmfOptions>("gmf", ModelRole.Ranker, (options, data, weights) => new Gmf(options, data, weights)),
        Entry<NcfMlpOptions>("mlp", ModelRole.Ranker, (options, data, weights) => new NcfMlp(options, data, weights)),
        Entry<GruRankerOptions>("gru", ModelRole.Ranker, (options, data, weights) => new GruRanker(options, data, weights)),
        Entry<Gru4RecOptions>("gru4rec", ModelRole.Ranker, (options, data, weights) => new GruRanker(options, data, weights)),
        Entry<SasrecOptions>("sasrec", ModelRole.Ranker, (options, data, weights) => new Sasrec(options, data, weights)),
        Entry<RatingMlpOptions>("rating-mlp", ModelRole.Ranker, (options, data, weights) => new RatingMlp(options, data, weights)),
        Entry<TwoTowerRatingOptions>("two-tower-rating", ModelRole.Ranker, (options, data, weights) => new TwoTowerRating(options, data, weights)),
        Entry<DeepEmbeddingOptions>("deep-embedding", ModelRole.Retrieval, (options, data, weights) => new DeepEmbedding(options, data, weights)),
        Entry<MultDaeOptions>("mult-dae", ModelRole.Ranker, (options, data, weights) => new MultDae(options, data, weights)),
        Entry<MultVaeOptions>("mult-vae", ModelRole.Ranker, (options, data, weights) => new MultVae(options, data, weights)),
        Entry<MlpSequenceOptions>("mlp-sequence", ModelRole.Ranker, (options, data, weights) => new MlpSequence(options, data, weights)),
        Entry<CaserOptions>("caser", ModelRole.Ranker, (options, data, weights) => new Caser(options, data, weights)),
    ];

    /// <exception cref="InputException">There is no such model.</exception>
    public static ModelEntry Find(string name) =>
        Entries.FirstOrDefault(e => e.Name == name) ?? throw new InputException($"There is no model '{name}'; there are {string.Join(", ", Entries.Select(e => e.Name))}.");

    /// <summary>Checks the options of every model in the settings, what a search may draw for them, and that models are used for what they can do; notes all that is wrong.</summary>
    public static void Check(PipelineConfig config, List<string> problems)
    {
        int before = problems.Count;
        foreach ((string name, JsonObject options) in config.Models)
        {
            if (Entries.FirstOrDefault(e => e.Name == name) is { } entry) StrictJson.Bind(options, entry.Options, $"$.models.{name}", problems);
            else problems.Add($"$.models.{name}: there is no such model{Spelling.Hint(name, Entries.Select(e => e.Name))}");
        }
        if (problems.Count == before) CheckParts(config, problems);
        CheckRole("$.candidates.source", config.Candidates.Source, ModelRole.Retrieval, problems);
        foreach ((string model, string path) in config.Rank.RankerPaths()) CheckRole($"$.rank.{path}", model, ModelRole.Ranker, problems);
        SearchSpace.Check(config, problems);
    }

    private static void CheckParts(PipelineConfig config, List<string> problems)
    {
        foreach (ModelEntry entry in config.Models.Keys.Select(Find))
        {
            object options = OptionsOf(entry, config);
            foreach (PreTrainedPart part in entry.Parts(options))
            {
                if (!config.Models.ContainsKey(part.Model))
                {
                    problems.Add($"$.models.{entry.Name}: begins with what \"{part.Model}\" has learnt, which is not in $.models ({string.Join(", ", config.Models.Keys)}); add \"{part.Model}\": {{}}");
                    continue;
                }
                JsonObject own = ToJson(entry, options), parts = ToJson(Find(part.Model), OptionsOf(Find(part.Model), config));
                foreach (string key in part.Shared.Where(key => !JsonNode.DeepEquals(own[key], parts[key])))
                    problems.Add($"$.models.{part.Model}.{key}: is {parts[key]!.ToJsonString()}; {entry.Name}, which begins with what it has learnt, has {own[key]!.ToJsonString()}");
            }
        }
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

    /// <summary>All of a model's options, those included that the settings leave out.</summary>
    public static JsonObject ToJson(ModelEntry entry, object options) => (JsonObject)JsonSerializer.SerializeToNode(options, entry.Options, JsonSerializerOptions.Web)!;

    /// <summary>The same seed gives the same initial weights.</summary>
    /// <exception cref="InputException">The model needs the order of events, and the data have no times.</exception>
    public static IModel Create(ModelEntry entry, object options, PreparedData data, ulong seed)
    {
        if (LearnsOrder(options) && data.Facts.Times == TimeKind.Moment && !data.Split.Train.Times.AsSpan().ContainsAnyExcept(0))
        {
            IEnumerable<string> others = Entries.Where(e => !LearnsOrder(Activator.CreateInstance(e.Options)!)).Select(e => e.Name);
            throw new InputException(
                $"{entry.Name} learns from the order of events, and of no event of {data.Name} the time is known; train one of {string.Join(", ", others)} with its default settings, "
                + "two-tower with \"history\": \"others\", or, of a table of your own, name the column in $.table.time or say \"timeUnit\": \"rows\" where the rows stand in the order of time.");
        }
        return entry.Create(options, data, new WeightSet(new Rng(seed)));
    }

    private static bool LearnsOrder(object options) => options is TrainingOptions { LearnsOrder: true } or PopularRecentOptions;

    private static ModelEntry Entry<TOptions>(string name, ModelRole role, Func<TOptions, PreparedData, WeightSet, IModel> create) =>
        new(name, role, typeof(TOptions), (options, data, weights) => create((TOptions)options, data, weights));
}
