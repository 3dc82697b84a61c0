using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Data.Splitters;

namespace OnnxRecs.Config;

/// <summary>All settings of a run. Each default is written here, or in the options record of a model, and nowhere else.</summary>
public sealed record PipelineConfig : IValidatableObject
{
    /// <summary>A name that <c>onnxrecs data list</c> shows, or one of your own with a <see cref="Table"/>; also the folder's name under <see cref="ModelsDirectory"/>.</summary>
    [MinLength(1)]
    [RegularExpression("[a-z0-9][a-z0-9._-]*", ErrorMessage = "a data set's name has only small letters, digits, '.', '_' and '-'")]
    public string Dataset { get; init; } = "sample";

    /// <summary>Where all randomness comes from: equal seeds give equal files.</summary>
    [Range(0, int.MaxValue)]
    public int Seed { get; init; } = 42;

    /// <summary>Where models are trained and run.</summary>
    [AllowedValues("cpu", "cuda")]
    public string Device { get; init; } = "cpu";

    /// <summary>Threads of the training engine and of ONNX Runtime; 0: all cores.</summary>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Where data sets lie or are downloaded to.</summary>
    [MinLength(1)]
    public string DataDirectory { get; init; } = "data";

    /// <summary>Artifacts are written to a folder of the data set's name in here.</summary>
    [MinLength(1)]
    public string ModelsDirectory { get; init; } = "models";

    /// <summary>Where and how to read a data set of your own; without it <see cref="Dataset"/> is a published one.</summary>
    public TableOptions? Table { get; init; }

    public FilterOptions Filter { get; init; } = new();

    public SplitOptions Split { get; init; } = new();

    /// <summary>
    /// An event of at least this value counts as "liked": it is trained on and looked for in the evaluation. Left out: 4 where values are ratings,
    /// 1 where they are counts or mere events.
    /// </summary>
    [Range(-1e6, 1e6)]
    public double? Relevance { get; init; }

    /// <summary>The models to train, in this order, each with its own options (see the model's options record).</summary>
    public OrderedDictionary<string, JsonObject> Models { get; init; } =
        new(StringComparer.Ordinal) { ["popular"] = [], ["two-tower"] = [], ["neumf"] = [], ["gru"] = [] };

    public CandidatesOptions Candidates { get; init; } = new();

    public RankOptions Rank { get; init; } = new();

    public EvaluateOptions Evaluate { get; init; } = new();

    public TuneOptions Tune { get; init; } = new();

    /// <summary>Whether there are stages of candidates and ranking at all.</summary>
    public bool HasCandidates => Candidates.Source.Length > 0;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Table is not null && LoaderCatalog.All.Any(entry => entry.Name == Dataset))
            yield return new($"\"{Dataset}\" is a published set; give your own another name, or leave out $.table", ["dataset"]);
        if (!HasCandidates) yield break;
        if (!Models.ContainsKey(Candidates.Source)) yield return new(NotTrained(Candidates.Source), ["candidates.source"]);
        for (int i = 0; i < Rank.Rankers.Length; i++)
        {
            if (!Models.ContainsKey(Rank.Rankers[i])) yield return new(NotTrained(Rank.Rankers[i]), [$"rank.rankers[{i}]"]);
            if (Rank.Rankers.AsSpan(0, i).Contains(Rank.Rankers[i])) yield return new($"\"{Rank.Rankers[i]}\" is listed twice", [$"rank.rankers[{i}]"]);
        }
        for (int i = 0; i < Evaluate.K.Length; i++)
        {
            if (Evaluate.K[i] > Rank.Count) yield return new($"{Evaluate.K[i]} is more than rank.count, the length of the lists ({Rank.Count})", [$"evaluate.k[{i}]"]);
        }
    }

    private string NotTrained(string model) => $"\"{model}\" is not in $.models ({string.Join(", ", Models.Keys)})";
}

/// <summary>Which events are used at all.</summary>
public sealed record FilterOptions
{
    /// <summary>
    /// What becomes of a user's repeated events with an item: "last" or "first" keeps one, "sum" keeps the last with all values added, "all" keeps
    /// all of them. "auto": "last" for ratings, "sum" for counts, "all" for mere events.
    /// </summary>
    [AllowedValues("auto", "last", "first", "sum", "all")]
    public string Repeats { get; init; } = "auto";

    /// <summary>Items of equal titles are one, as in papers that take titles for ids; then come the rules below.</summary>
    public bool MergeTitles { get; init; }

    /// <summary>Users with fewer events are left out; with <see cref="MinPerItem"/> until both hold (k-core).</summary>
    [Range(1, 1_000_000)]
    public int MinPerUser { get; init; } = 1;

    /// <summary>Items with fewer events are left out.</summary>
    [Range(1, 1_000_000)]
    public int MinPerItem { get; init; } = 1;
}

/// <summary>How events are divided into training, validation and test.</summary>
public sealed record SplitOptions : IValidatableObject
{
    /// <summary>
    /// "temporal-user": each user's last events; "global-time": everything after a moment; "leave-one-out": each user's last event;
    /// "user-holdout": some users altogether; "published": as came with the data; "random": any events, and
    /// "k-fold": one of k disjoint shares of them, both of which leak the future.
    /// </summary>
    public string Kind { get; init; } = "temporal-user";

    /// <summary>Share of the events (user-holdout: of the users) that is for training; what is left by this and <see cref="Validation"/> is for the test.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double Train { get; init; } = 0.8;

    /// <summary>
    /// Share for validation. Of "published" it is taken from what is not test; of "leave-one-out" it is one event. 0: none; models then train for
    /// all their epochs, as one does on everything that is not test once their number is chosen.
    /// </summary>
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double Validation { get; init; } = 0.1;

    /// <summary>user-holdout: the share of a held-out user's events, the earliest ones, that is known when the rest is sought.</summary>
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double FoldIn { get; init; } = 0.8;

    /// <summary>published: which split; may be left out where only one came with the data. k-fold: which of how many, such as "2/5".</summary>
    public string Fold { get; init; } = "";

    /// <summary>Users with fewer training events are held out of training and evaluated as newcomers with a short history; 0: nobody is.</summary>
    [Range(0, 1_000_000)]
    public int ColdStart { get; init; } = 5;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!SplitterCatalog.Kinds.Contains(Kind))
            yield return new($"\"{Kind}\" is none of {string.Join(", ", SplitterCatalog.Kinds)}{Spelling.Hint(Kind, SplitterCatalog.Kinds)}", ["kind"]);
        if (Kind == "k-fold" && !KFoldSplitter.TryParse(Fold, out _, out _))
            yield return new($"\"{Fold}\" is no fold; write which of how many, such as \"2/5\" for the second of five", ["fold"]);
        // The slack is for sums such as 0.7 + 0.3, which may miss 1 by a rounding error.
        if (Train + Validation > 1 - 1e-9) yield return new($"train and validation add up to {Train + Validation:0.###}; less than 1 is needed, the rest is the test part");
    }
}

/// <summary>How candidates are retrieved: the tower whose vectors are indexed, the HNSW graph (Malkov and Yashunin, 2018), and other sources.</summary>
public sealed record CandidatesOptions : IValidatableObject
{
    /// <summary>The model whose vectors are searched; empty: the pipeline ends with the models, each judged over the whole catalogue.</summary>
    public string Source { get; init; } = "two-tower";

    /// <summary>How many items are handed to the rankers.</summary>
    [Range(1, 10000)]
    public int Count { get; init; } = 300;

    /// <summary>
    /// "exact" looks at every vector; "hnsw" searches a graph, which may miss some; "auto" takes the one that costs less, counted in
    /// distances, so that it is the same one in every run.
    /// </summary>
    [AllowedValues("auto", "exact", "hnsw")]
    public string Index { get; init; } = "auto";

    /// <summary>How many of the items other sources bring.</summary>
    public QuotaOptions Quotas { get; init; } = new();

    /// <summary>Links of a node per layer; twice as many on the lowest.</summary>
    [Range(2, 256)]
    public int M { get; init; } = 16;

    /// <summary>Width of the search while the graph is built: more is slower and links better.</summary>
    [Range(1, 100_000)]
    public int EfConstruction { get; init; } = 200;

    /// <summary>Width of a query's search: more is slower and finds more of the true nearest.</summary>
    [Range(1, 100_000)]
    public int EfSearch { get; init; } = 400;

    /// <summary>What a quota comes to that may have been left out.</summary>
    public int QuotaOf(int? quota) => quota ?? Count / 10;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        int sum = QuotaOf(Quotas.Popular) + QuotaOf(Quotas.Recent) + QuotaOf(Quotas.Neighbours) + QuotaOf(Quotas.Genre);
        if (sum >= Count) yield return new($"they add up to {sum}, one that is left out being {QuotaOf(null)}; less than candidates.count ({Count}) is needed, the rest is for the index", ["quotas"]);
    }
}

/// <summary>
/// How many candidates each source brings that no source before it gave; the index fills up. 0: it is not asked. Left out: a tenth of
/// <see cref="CandidatesOptions.Count"/>, or 0 where the data lack what the source needs.
/// </summary>
public sealed record QuotaOptions
{
    /// <summary>What was liked most often in training.</summary>
    [Range(0, 10000)]
    public int? Popular { get; init; }

    /// <summary>What was liked most often lately; needs times that can be compared between users.</summary>
    [Range(0, 10000)]
    public int? Recent { get; init; }

    /// <summary>What lies nearest to the items that the user liked last, by the item vectors.</summary>
    [Range(0, 10000)]
    public int? Neighbours { get; init; }

    /// <summary>The most popular items of the genres that the user liked last; needs genres.</summary>
    [Range(0, 10000)]
    public int? Genre { get; init; }
}

/// <summary>What is measured.</summary>
public sealed record EvaluateOptions
{
    /// <summary>Cut-offs of the metrics.</summary>
    [MinLength(1)]
    [Range(1, 1000)]
    public int[] K { get; init; } = [5, 10, 20];

    /// <summary>Also ranks each user's targets among so many unseen items drawn at random, or the published ones; 0: only the full catalogue is ranked.</summary>
    [Range(0, 100_000)]
    public int SampledNegatives { get; init; }

    /// <summary>Items are drawn with probability proportional to popularity to this power; 0: uniformly.</summary>
    [Range(0.0, 2.0)]
    public double SampledBeta { get; init; }

    /// <summary>Also seeks each liked test event on its own among all items, with nothing masked, in the mean over events: what papers on retrieval call top-k accuracy.</summary>
    public bool Events { get; init; }

    /// <summary>Resamples of the users for the confidence intervals; 0: no intervals.</summary>
    [Range(0, 100_000)]
    public int Bootstrap { get; init; } = 1000;
}
