using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Filters;
using OnnxRecs.Rank.Rerank;

namespace OnnxRecs.Rank;

/// <summary>Fourth stage: scores the candidates with each ranker and re-ranks the result for diversity and against popularity.</summary>
public static class RankStage
{
    private const int Block = 64;

    public static ArtifactTask Task(PipelineConfig config)
    {
        RankOptions options = config.Rank;
        var settings = (JsonObject)JsonSerializer.SerializeToNode(options, JsonSerializerOptions.Web)!;
        string[] inputs = [.. new[] { DataStage.Artifact, config.Candidates.Source, ArtifactKinds.Candidates }.Concat(options.Rankers).Distinct()];
        return new ArtifactTask(ArtifactKinds.Rank, ArtifactKinds.Rank, ArtifactKinds.Rank, inputs, settings, Build);
    }

    /// <summary>The re-rankers of the settings, in the order in which they act on a ranked list.</summary>
    /// <param name="config">All settings: also where randomness comes from.</param>
    /// <param name="data">The data set.</param>
    /// <param name="vectors">Of all items: what diversity goes by.</param>
    /// <exception cref="InputException">A setting names what the data lack.</exception>
    public static IStage[] Rerankers(PipelineConfig config, PreparedData data, VectorTable vectors) =>
        RerankCatalog.All(config.Rank, new RerankParts(data, vectors, (ulong)config.Seed));

    private static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancellation)
    {
        PipelineConfig config = context.Stage.Config;
        RankOptions options = config.Rank;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        RankedLists candidates = RankedLists.Load(context.Inputs[ArtifactKinds.Candidates].PathOf(RankedLists.FileName)).GetAt(0).Value;
        using IModelRunner itemTower = context.Stage.OpenGraph(context.Inputs[config.Candidates.Source], "item", data);
        var parts = new RerankParts(data, CatalogScorer.ItemVectors(itemTower, data.ItemCount), (ulong)config.Seed);
        (IStage[] all, IStage[] each) = (RerankCatalog.All(options, parts), RerankCatalog.EachAlone(options, parts));
        var sets = new List<KeyValuePair<string, RankedLists>>();
        var contents = new ArtifactContents();
        foreach (string name in options.Rankers)
        {
            using IModelRunner model = context.Stage.OpenGraph(context.Inputs[name], "model", data);
            KeyValuePair<string, RankedLists>[] own = [.. Rank(new ModelRanker(model, name), all, each, candidates, data, options.Count, context.Stage.Reporter, cancellation)];
            sets.AddRange(own);
            Report(own[^1].Value.Lists, name, contents, context.Stage.Reporter);
        }
        RankedLists.Save(context.Output.PathOf(RankedLists.FileName), sets);
        return contents;
    }

    /// <summary>The lists of one ranker: as it orders them, after each re-ranker alone, and after all of them.</summary>
    private static IEnumerable<KeyValuePair<string, RankedLists>> Rank(
        ModelRanker ranker, IStage[] all, IStage[] each, RankedLists candidates, PreparedData data, int length, IReporter reporter, CancellationToken cancellation)
    {
        IEnumerable<IStage[]> stages = [[], .. each.Select(stage => new[] { stage }), .. each.Length > 1 ? new[] { all } : []];
        (string Name, IStage[] Stages)[] chains = [.. stages.Select(chain => (string.Join(" + ", chain.Select(stage => stage.Name).Prepend(ranker.Name)), chain))];
        int users = candidates.Users.Length;
        ScoredItems[][] lists = [.. chains.Select(_ => new ScoredItems[users])];
        var seen = new SeenFilter();
        for (int from = 0; from < users; from += Block)
        {
            cancellation.ThrowIfCancellationRequested();
            int first = from;
            Query[] queries = Array.ConvertAll(candidates.Users[first..Math.Min(first + Block, users)], user => data.QueryOf(user, Phase.Test, length));
            ScoredItems[] ranked = ranker.Apply(queries, [.. queries.Select((query, i) => seen.Apply(query, candidates.Lists[first + i]))]);
            Parallel.For(0, queries.Length, i =>
            {
                for (int c = 0; c < chains.Length; c++)
                    lists[c][first + i] = chains[c].Stages.Aggregate(ranked[i], (items, stage) => stage.Apply(queries[i], items)).Head(length);
            });
            reporter.Progress("rank", (double)(first + queries.Length) / users, ranker.Name);
        }
        return chains.Select((chain, c) => KeyValuePair.Create(chain.Name, new RankedLists(candidates.Users, lists[c])));
    }

    /// <summary>Of how many lists a constraint had to be loosened, by the word that their notes begin with.</summary>
    private static void Report(ScoredItems[] lists, string ranker, ArtifactContents contents, IReporter reporter)
    {
        var relaxed = lists.SelectMany(list => list.Notes.Select(note => note.Split(' ')[0]).Distinct()).CountBy(constraint => constraint).OrderBy(each => each.Key, StringComparer.Ordinal);
        foreach ((string constraint, int count) in relaxed)
        {
            contents.Figures[$"relaxed.{ranker}.{constraint}"] = count;
            reporter.Message($"rank: {constraint} could not be kept, and was relaxed, in {count:N0} of {lists.Length:N0} lists of {ranker}");
        }
    }
}
