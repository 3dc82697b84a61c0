using OnnxRecs.Artifacts;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Sources;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Rank.Filters;
using OnnxRecs.Rank.Rerank;

namespace OnnxRecs.Serving;

/// <summary>Everything that answers a user, opened once from the artifacts. Thread-safe; close it when no request runs.</summary>
public sealed class ServingChain : IDisposable
{
    private readonly List<IDisposable> _open = [];
    private readonly ExperimentOptions? _experiment;
    private readonly int _seed;
    private readonly RankerFactory _models;
    private readonly Variant _usual;
    private readonly Variant _varied;

    /// <summary>Opens and checks the artifacts of data, candidates and the models that rank.</summary>
    /// <param name="context">Settings and the way to open a model.</param>
    /// <param name="time">Measures the stages.</param>
    /// <param name="ranker">One of rank.rankers for everybody; null: the first, and the experiment's for those who are in it.</param>
    /// <exception cref="InputException">An artifact is missing or of other data, or the settings do not fit the data.</exception>
    /// <exception cref="InvalidDataException">An artifact is damaged.</exception>
    public ServingChain(StageContext context, TimeProvider time, string? ranker = null)
    {
        PipelineConfig config = context.Config;
        if (!config.HasCandidates) throw new InputException("These settings have no candidates to recommend from: $.candidates.source is empty.");
        _seed = config.Seed;
        try
        {
            string folder = PipelineRunner.FolderOf(config);
            Artifact dataArtifact = Artifact.Open(Path.Combine(folder, DataStage.Artifact), ArtifactKinds.Data);
            Artifact OpenOfData(string name, string kind) => Artifact.Open(Path.Combine(folder, name), kind).RequireData(dataArtifact.Manifest.DataFingerprint);

            Artifact OpenRanker(string model)
            {
                if (config.Models.ContainsKey(model)) return OpenOfData(model, ArtifactKinds.Model);
                // A smaller form of a model, as it lies there now.
                Artifact smaller = OpenOfData(model, ArtifactKinds.Quantized);
                foreach ((string original, string key) in smaller.Manifest.Inputs.Where(input => config.Models.ContainsKey(input.Key)))
                {
                    if (OpenOfData(original, ArtifactKinds.Model).Manifest.Key != key)
                        throw new InputException($"{smaller.Folder} was made from another {original} than the one there now: run `{ArtifactKinds.CommandFor(ArtifactKinds.Quantized, model)} {original}` again");
                }
                return smaller;
            }

            Data = DataStage.Load(dataArtifact);
            Artifact candidates = OpenOfData(CandidatesStage.Artifact, ArtifactKinds.Candidates);
            Artifact towers = OpenOfData(config.Candidates.Source, ArtifactKinds.Model);
            if (candidates.Manifest.Inputs.GetValueOrDefault(config.Candidates.Source) != towers.Manifest.Key)
                throw new InputException($"{candidates.Folder} indexes other vectors than those of {towers.Folder}: run `onnxrecs candidates` again");
            UserTower = Keep(context.OpenGraph(towers, "user", Data));
            using (IModelRunner itemTower = context.OpenGraph(towers, "item", Data)) Vectors = CatalogScorer.ItemVectors(itemTower, Data.ItemCount);
            Index = CandidatesStage.OpenIndex(candidates, config.Candidates, Vectors);
            if (Index is IDisposable index) Keep(index);
            Source = SourceCatalog.Merge(config.Candidates, new SourceParts(Data, UserTower, Index, Vectors));
            CandidateCount = config.Candidates.Count;

            int[] popular = [.. Enumerable.Range(0, Data.ItemCount)];
            int[] counts = Data.TrainPositives.CountsOfItems();
            Array.Sort(popular, (a, b) => counts[a] != counts[b] ? counts[b].CompareTo(counts[a]) : a.CompareTo(b));
            _models = Keep(new RankerFactory(model => context.OpenGraph(OpenRanker(model), "model", Data)));
            Artifact? rank = null;
            ScoreScale ScaleOf(string model)
            {
                rank ??= OpenOfData(ArtifactKinds.Rank, ArtifactKinds.Rank);
                if (rank.Manifest.Inputs.GetValueOrDefault(model) != OpenRanker(model).Manifest.Key)
                    throw new InputException($"{rank.Folder} tells what the scores of another {model} are like than the one there now: run `onnxrecs rank` again");
                return ScoreScale.Read(rank.Manifest.Figures, model, rank.Folder);
            }

            _experiment = ranker is null ? config.Rank.Experiment : null;
            _usual = Make(config.Rank, ranker ?? config.Rank.Rankers[0]);
            RankOptions varied = RankSettings.VariedOf(config.Rank);
            _varied = _experiment is null ? _usual : Make(varied, varied.Rankers[0]);

            Variant Make(RankOptions options, string name)
            {
                FilterChain filters = FilterCatalog.Create(options, Data);
                return new Variant(filters, options.ModelsOf(name), new Recommender
                {
                    Source = Source,
                    CandidateCount = CandidateCount,
                    Filters = filters,
                    Ranker = _models.Create(options, name, ScaleOf),
                    Rerankers = RerankersOf(options),
                    PopularOrder = popular,
                    Time = time,
                    RankerTimeout = options.TimeoutMs > 0 ? TimeSpan.FromMilliseconds(options.TimeoutMs) : null,
                });
            }
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public PreparedData Data { get; }

    /// <summary>Of all items, by the item tower.</summary>
    public VectorTable Vectors { get; }

    /// <summary>Of <see cref="Vectors"/>.</summary>
    public IVectorIndex Index { get; }

    public MergedSource Source { get; }

    public int CandidateCount { get; }

    /// <summary>Gives the vectors that <see cref="Index"/> is searched by.</summary>
    public IModelRunner UserTower { get; }

    /// <summary>The way of everybody who is in no experiment.</summary>
    public Recommender Recommender => _usual.Recommender;

    /// <summary>Whether somebody is in the experiment.</summary>
    public bool IsInExperiment(Query query) => _experiment is { } experiment && Bucket.IsIn(experiment.Name, experiment.Share, query);

    /// <summary>The list for a user, and how it came to be.</summary>
    public Served Recommend(Query query, CancellationToken cancel = default) => VariantOf(query).Recommender.Recommend(query, cancel);

    /// <summary>What somebody asks who is in the data, after everything that it knows of him.</summary>
    /// <exception cref="InputException">There is no such user.</exception>
    public Query QueryOf(string userId, int count)
    {
        int user = Data.Users.IndexOf(userId);
        return user >= 0 ? Data.QueryNow(user, count) : throw new InputException($"{Data.Name} has no user \"{userId}\"; for somebody new give a history.");
    }

    /// <summary>What somebody new asks.</summary>
    /// <param name="history">Outside ids of liked items, oldest first.</param>
    /// <param name="count">How many items are wanted.</param>
    /// <exception cref="InputException">An item is unknown.</exception>
    public Query QueryOf(IReadOnlyList<string> history, int count)
    {
        int[] items = [.. history.Select(ItemOf)];
        return new Query(Query.UnknownUser, items, items, count);
    }

    /// <summary>The dense index of an outside id.</summary>
    /// <exception cref="InputException">There is no such item.</exception>
    public int ItemOf(string id) => Data.Items.IndexOf(id) is int item and >= 0 ? item : throw new InputException($"{Data.Name} has no item \"{id}\"{Spelling.Hint(id, Data.Items.Ids)}");

    /// <summary>What acts on a ranked list, by other settings than the chain's own.</summary>
    /// <exception cref="InputException">A setting names what the data lack.</exception>
    public IStage[] RerankersOf(RankOptions options) => RankStage.Rerankers(options, Data, Vectors, _seed);

    /// <summary>Each re-ranker of other settings by itself, and all constraints together as one.</summary>
    /// <exception cref="InputException">A setting names what the data lack.</exception>
    public IStage[] EachRerankerOf(RankOptions options) => RerankCatalog.EachAlone(options, new RerankParts(Data, Vectors, (ulong)_seed));

    /// <summary>What each item of a list came from, by retrieving once more; none of one that is no candidate.</summary>
    public string[][] SourcesOf(Query query, int[] items)
    {
        SourcedItems found = Source.FindSourced([query with { Count = CandidateCount }])[0];
        return Array.ConvertAll(items, item => Array.IndexOf(found.List.Items, item) is int at and >= 0 ? Provenance.NamesOf(Source.Names, found.Given[at]) : []);
    }

    /// <summary>The model that ranks somebody's items, or null where several do.</summary>
    internal ModelRanker? RankerOf(Query query) => VariantOf(query).RankerModels is [var model] ? _models.OfModel(model) : null;

    internal Variant VariantOf(Query query) => IsInExperiment(query) ? _varied : _usual;

    public void Dispose()
    {
        for (int i = _open.Count - 1; i >= 0; i--) _open[i].Dispose();
    }

    private T Keep<T>(T part)
        where T : IDisposable
    {
        _open.Add(part);
        return part;
    }

    /// <summary>One way to rank.</summary>
    /// <param name="Filters">Asked before ranking.</param>
    /// <param name="RankerModels">What the ranker is made of.</param>
    /// <param name="Recommender">The chain.</param>
    internal sealed record Variant(FilterChain Filters, string[] RankerModels, Recommender Recommender);
}
