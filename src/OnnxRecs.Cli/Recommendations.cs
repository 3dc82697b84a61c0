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
using OnnxRecs.Study.Quantization;

namespace OnnxRecs.Cli;

/// <summary>One line of a list for a user.</summary>
/// <param name="Item">Outside id.</param>
/// <param name="Title">What the catalogue calls it.</param>
/// <param name="Score">The last stage's; comparable within one list.</param>
/// <param name="Sources">Which sources of candidates gave it.</param>
internal sealed record Recommendation(string Item, string Title, double Score, string[] Sources);

/// <summary>The whole chain for one user, from the artifacts.</summary>
internal static class Recommendations
{
    /// <summary>Retrieves, ranks and re-ranks.</summary>
    /// <param name="context">Settings and the way to open a model.</param>
    /// <param name="user">Outside id of a user, or null: then the history says who it is.</param>
    /// <param name="history">Outside ids of liked items, oldest first.</param>
    /// <param name="ranker">Name of the model that orders.</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="InputException">An id is unknown or an artifact is missing.</exception>
    public static IReadOnlyList<Recommendation> For(StageContext context, string? user, string[] history, string ranker, int count)
    {
        PipelineConfig config = context.Config;
        if (!config.HasCandidates) throw new InputException("These settings have no candidates to recommend from: $.candidates.source is empty.");
        string folder = PipelineRunner.FolderOf(config);
        Artifact Open(string name, string kind) => Artifact.Open(Path.Combine(folder, name), kind);
        Artifact dataArtifact = Open(DataStage.Artifact, ArtifactKinds.Data);
        Artifact OpenOfData(string name, string kind) => Open(name, kind).RequireData(dataArtifact.Manifest.DataFingerprint);

        PreparedData data = DataStage.Load(dataArtifact);
        Query query = QueryOf(data, user, history, count);
        Artifact candidates = OpenOfData(CandidatesStage.Artifact, ArtifactKinds.Candidates);
        Artifact towers = OpenOfData(config.Candidates.Source, ArtifactKinds.Model);
        if (candidates.Manifest.Inputs.GetValueOrDefault(config.Candidates.Source) != towers.Manifest.Key)
            throw new InputException($"{candidates.Folder} indexes other vectors than those of {towers.Folder}: run `onnxrecs candidates` again");
        using IModelRunner userTower = context.OpenGraph(towers, "user", data);
        using IModelRunner itemTower = context.OpenGraph(towers, "item", data);
        using IModelRunner model = context.OpenGraph(RankerOf(config, ranker, OpenOfData), "model", data);
        VectorTable vectors = CatalogScorer.ItemVectors(itemTower, data.ItemCount);
        IVectorIndex index = CandidatesStage.OpenIndex(candidates, config.Candidates, vectors);
        using var held = index as IDisposable;
        MergedSource source = SourceCatalog.Merge(config.Candidates, new SourceParts(data, userTower, index, vectors));
        IStage[] stages = [new SeenFilter(), new ModelRanker(model, ranker), .. RankStage.Rerankers(config.Rank, data, vectors)];

        SourcedItems found = source.FindSourced([query with { Count = config.Candidates.Count }])[0];
        ScoredItems list = new Recommender(source, config.Candidates.Count, stages).Recommend(query, found.List);
        return [.. list.Items.Zip(list.Scores, (item, score) =>
            new Recommendation(data.Items[item], data.Catalog.Titles[item], score, Provenance.NamesOf(source.Names, found.Given[Array.IndexOf(found.List.Items, item)])))];
    }

    /// <summary>A model, or a smaller form of one as it lies there now.</summary>
    private static Artifact RankerOf(PipelineConfig config, string ranker, Func<string, string, Artifact> open)
    {
        if (config.Rank.Rankers.Contains(ranker)) return open(ranker, ArtifactKinds.Model);
        Artifact smaller = open(ranker, ArtifactKinds.Quantized);
        string original = config.Rank.Rankers.First(name => Quantizer.IsOf(name, ranker));
        if (smaller.Manifest.Inputs.GetValueOrDefault(original) != open(original, ArtifactKinds.Model).Manifest.Key)
            throw new InputException($"{smaller.Folder} was made from another {original} than the one there now: run `{ArtifactKinds.CommandFor(ArtifactKinds.Quantized, ranker)} {original}` again");
        return smaller;
    }

    private static Query QueryOf(PreparedData data, string? user, string[] history, int count)
    {
        if (user is not null)
        {
            int index = data.Users.IndexOf(user);
            if (index < 0) throw new InputException($"--user {user}: {data.Name} has no such user; for somebody new use --history.");
            return data.QueryNow(index, count);
        }
        int[] items = Array.ConvertAll(history, id => data.Items.IndexOf(id) is int item and >= 0 ? item : throw new InputException($"--history {id}: {data.Name} has no such item."));
        return new Query(Query.UnknownUser, items, items, count);
    }
}
