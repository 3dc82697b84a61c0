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
        string[] inputs = [.. new[] { DataStage.Artifact, config.Candidates.Source, "candidates" }.Concat(options.Rankers).Distinct()];
        return new ArtifactTask("rank", "rank", ArtifactKinds.Rank, inputs, settings, Build);
    }

    /// <summary>How often each item was liked in training: what the popularity penalty goes by.</summary>
    public static int[] PopularityOf(PreparedData data)
    {
        int[] counts = new int[data.ItemCount];
        foreach (int item in data.TrainPositives.Items) counts[item]++;
        return counts;
    }

    private static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancellation)
    {
        RankOptions options = context.Stage.Config.Rank;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        RankedLists candidates = RankedLists.Load(context.Inputs["candidates"].PathOf("lists.bin")).GetAt(0).Value;
        var mmr = new Mmr(VectorsOf(context, data), options.Mmr.Lambda);
        var penalty = new PopularityPenalty(PopularityOf(data), options.PopularityPenalty.Alpha);
        var seen = new SeenFilter();

        var sets = new List<KeyValuePair<string, RankedLists>>();
        foreach (string name in options.Rankers)
        {
            Artifact model = context.Inputs[name];
            GraphInfo graph = model.Manifest.Graphs.FirstOrDefault(g => g.File == "model.onnx")
                ?? throw new InputException($"$.rank.rankers: '{name}' scores no lists of items; it cannot rank.");
            using IModelRunner runner = context.Stage.OpenModel(model.PathOf(graph.File), graph, context.Stage.Config.Threads);
            var ranker = new ModelRanker(name, runner);
            int users = candidates.Users.Length;
            var ranked = new ScoredItems[users];
            var diverse = new ScoredItems[users];
            var lessPopular = new ScoredItems[users];
            for (int from = 0; from < users; from += Block)
            {
                cancellation.ThrowIfCancellationRequested();
                int first = from;
                int count = Math.Min(Block, users - from);
                Query[] queries = Array.ConvertAll(candidates.Users[first..(first + count)], user => data.QueryOf(user, Phase.Test, options.Count));
                ScoredItems[] unseen = [.. queries.Select((query, i) => seen.Apply(query, candidates.Lists[first + i]))];
                ScoredItems[] scored = ranker.Apply(queries, unseen);
                Parallel.For(0, count, i =>
                {
                    ranked[first + i] = Head(scored[i], options.Count);
                    diverse[first + i] = Head(mmr.Apply(queries[i], scored[i]), options.Count);
                    lessPopular[first + i] = Head(penalty.Apply(queries[i], scored[i]), options.Count);
                });
                context.Stage.Reporter.Progress("rank", (double)(first + count) / users, name);
            }
            sets.Add(new(name, new RankedLists(candidates.Users, ranked)));
            sets.Add(new($"{name} + {mmr.Name}", new RankedLists(candidates.Users, diverse)));
            sets.Add(new($"{name} + {penalty.Name}", new RankedLists(candidates.Users, lessPopular)));
        }
        RankedLists.Save(context.Output.PathOf("lists.bin"), sets);
        return new ArtifactContents();
    }

    private static ScoredItems Head(ScoredItems list, int count) =>
        list.Count <= count ? list : new ScoredItems(list.Items[..count], list.Scores[..count]);

    private static VectorTable VectorsOf(ArtifactTaskContext context, PreparedData data)
    {
        Artifact towers = context.Inputs[context.Stage.Config.Candidates.Source];
        GraphInfo graph = towers.Manifest.Graphs.First(g => g.File == "item.onnx");
        using IModelRunner itemTower = context.Stage.OpenModel(towers.PathOf(graph.File), graph, context.Stage.Config.Threads);
        return CatalogScorer.ItemVectors(itemTower, data.ItemCount);
    }
}
