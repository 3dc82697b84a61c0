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
        var settings = new JsonObject
        {
            ["rankers"] = new JsonArray([.. options.Rankers.Select(r => JsonValue.Create(r))]),
            ["mmrLambda"] = options.Mmr.Lambda,
            ["popularityAlpha"] = options.PopularityPenalty.Alpha,
            ["count"] = options.Count,
        };
        string[] inputs = [.. new[] { DataStage.Artifact, config.Candidates.Source, ArtifactKinds.Candidates }.Concat(options.Rankers).Distinct()];
        return new ArtifactTask(ArtifactKinds.Rank, ArtifactKinds.Rank, ArtifactKinds.Rank, inputs, settings, Build);
    }

    /// <summary>The re-rankers of the settings, in the order in which they act on a ranked list.</summary>
    /// <param name="vectors">Of all items: what diversity goes by.</param>
    public static IStage[] Rerankers(RankOptions options, PreparedData data, VectorTable vectors)
    {
        return [new PopularityPenalty(data.TrainPositives.CountsOfItems(), options.PopularityPenalty.Alpha), new Mmr(vectors, options.Mmr.Lambda)];
    }

    private static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancellation)
    {
        RankOptions options = context.Stage.Config.Rank;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        RankedLists candidates = RankedLists.Load(context.Inputs[ArtifactKinds.Candidates].PathOf(RankedLists.FileName)).GetAt(0).Value;
        using IModelRunner itemTower = context.Stage.OpenGraph(context.Inputs[context.Stage.Config.Candidates.Source], "item", data);
        IStage[] rerankers = Rerankers(options, data, CatalogScorer.ItemVectors(itemTower, data.ItemCount));
        var sets = new List<KeyValuePair<string, RankedLists>>();
        foreach (string name in options.Rankers)
        {
            using IModelRunner model = context.Stage.OpenGraph(context.Inputs[name], "model", data);
            sets.AddRange(Rank(new ModelRanker(model, name), rerankers, candidates, data, options.Count, context.Stage.Reporter, cancellation));
        }
        RankedLists.Save(context.Output.PathOf(RankedLists.FileName), sets);
        return new ArtifactContents();
    }

    /// <summary>The lists of one ranker: as it orders them, after each re-ranker alone, and after all of them.</summary>
    private static IEnumerable<KeyValuePair<string, RankedLists>> Rank(
        ModelRanker ranker, IStage[] rerankers, RankedLists candidates, PreparedData data, int length, IReporter reporter, CancellationToken cancellation)
    {
        (string Name, IStage[] Stages)[] chains =
        [
            (ranker.Name, []),
            .. rerankers.Select(stage => ($"{ranker.Name} + {stage.Name}", new[] { stage })),
            ($"{ranker.Name} + {string.Join(" + ", rerankers.Select(stage => stage.Name))}", rerankers),
        ];
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
}
