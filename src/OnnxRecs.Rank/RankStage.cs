using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Filters;
using OnnxRecs.Rank.Rerank;

namespace OnnxRecs.Rank;

/// <summary>Fourth stage: filters the candidates, scores them with each ranker and re-ranks the result.</summary>
public static class RankStage
{
    private const int Block = 64;

    // So many users fix the mean of a model's scores to a hundredth of their deviation.
    private const int ScaleUsers = 1000;

    public static ArtifactTask Task(PipelineConfig config)
    {
        RankOptions options = config.Rank;
        IEnumerable<string> models = options.RankerPaths().Concat(RankSettings.VariedOf(options).RankerPaths()).Select(ranker => ranker.Model);
        string[] inputs = [.. new[] { DataStage.Artifact, config.Candidates.Source, ArtifactKinds.Candidates }.Concat(models).Distinct()];
        return new ArtifactTask(ArtifactKinds.Rank, ArtifactKinds.Rank, ArtifactKinds.Rank, inputs, RankSettings.KeyOf(options), Build) { Source = RankSettings.SourceOf(options) };
    }

    /// <summary>The re-rankers of the settings, in the order in which they act on a ranked list.</summary>
    /// <param name="options">Says which are on.</param>
    /// <param name="data">What is known of the items.</param>
    /// <param name="vectors">Of all items: what diversity goes by.</param>
    /// <param name="seed">Of exploration.</param>
    /// <exception cref="InputException">A setting names what the data lack.</exception>
    public static IStage[] Rerankers(RankOptions options, PreparedData data, VectorTable vectors, int seed) => RerankCatalog.All(options, new RerankParts(data, vectors, (ulong)seed));

    private static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancellation)
    {
        RankOptions options = context.Stage.Config.Rank;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        RankedLists candidates = RankedLists.Load(context.Inputs[ArtifactKinds.Candidates].PathOf(RankedLists.FileName)).GetAt(0).Value;
        using IModelRunner itemTower = context.Stage.OpenGraph(context.Inputs[context.Stage.Config.Candidates.Source], "item", data);
        VectorTable vectors = CatalogScorer.ItemVectors(itemTower, data.ItemCount);
        var contents = new ArtifactContents();
        var sets = new List<KeyValuePair<string, RankedLists>>();
        using var models = new RankerFactory(name => context.Stage.OpenGraph(context.Inputs[name], "model", data));
        var scales = new Dictionary<string, ScoreScale>(StringComparer.Ordinal);
        Add(options, options.Rankers, "");
        if (options.Experiment is { } experiment)
        {
            RankOptions varied = RankSettings.VariedOf(options);
            Add(varied, varied.Rankers[..1], $"{experiment.Name}: ");
        }
        RankedLists.Save(context.Output.PathOf(RankedLists.FileName), sets);
        return contents;

        void Add(RankOptions way, string[] rankers, string prefix)
        {
            FilterChain filters = FilterCatalog.Create(way, data);
            long[] drops = new long[filters.Filters.Count];
            RankedLists left = candidates with { Lists = [.. candidates.Lists.Select((list, i) => filters.Apply(data.QueryOf(candidates.Users[i], Phase.Test, way.Count), list, drops))] };
            for (int f = 0; f < drops.Length; f++) contents.Figures[$"{prefix}dropped.{filters.Filters[f].Name}"] = drops[f];
            var parts = new RerankParts(data, vectors, (ulong)context.Stage.Config.Seed);
            (IStage[] all, IStage[] each) = (RerankCatalog.All(way, parts), RerankCatalog.EachAlone(way, parts));
            foreach (string name in rankers)
            {
                IRanker ranker = models.Create(way, name, ScaleOf);
                KeyValuePair<string, RankedLists>[] own = [.. Rank(ranker, Chains(ranker, all, each, prefix), left, data, way.Count, context.Stage.Reporter, cancellation)];
                sets.AddRange(own);
                Report(own[^1].Value.Lists, prefix + name, contents, context.Stage.Reporter);
            }
        }

        // Before any filter, so that a model has the same scale in the experiment; kept among the figures for whoever serves.
        ScoreScale ScaleOf(string model)
        {
            if (!scales.TryGetValue(model, out ScoreScale? scale))
            {
                scales.Add(model, scale = RankStage.ScaleOf(models.OfModel(model), candidates, data));
                scale.Write(contents.Figures, model);
            }
            return scale;
        }
    }

    /// <summary>A ranker's own order, after each re-ranker alone, and after all of them; of an experiment only the last.</summary>
    private static (string Name, IStage[] Stages)[] Chains(IRanker ranker, IStage[] all, IStage[] each, string prefix)
    {
        IStage[][] stages = prefix.Length > 0 ? [all] : [[], .. each.Select(stage => new[] { stage }), .. each.Length > 1 ? new[] { all } : []];
        return Array.ConvertAll(stages, chain => (prefix + string.Join(" + ", chain.Select(stage => stage.Name).Prepend(ranker.Name)), chain));
    }

    /// <summary>What the scores of a model are like, over the candidates of some of the users.</summary>
    private static ScoreScale ScaleOf(ModelRanker ranker, RankedLists candidates, PreparedData data)
    {
        int step = Math.Max(1, (candidates.Users.Length + ScaleUsers - 1) / ScaleUsers);
        int[] places = [.. Enumerable.Range(0, candidates.Users.Length).Where(place => place % step == 0)];
        return ScoreScale.Of(ranker.Name, places.Chunk(Block).SelectMany(block =>
            ranker.Apply(Array.ConvertAll(block, place => data.QueryOf(candidates.Users[place], Phase.Test, 1)), Array.ConvertAll(block, place => candidates.Lists[place]))));
    }

    /// <summary>The lists of one ranker after each chain of re-rankers.</summary>
    private static IEnumerable<KeyValuePair<string, RankedLists>> Rank(
        IRanker ranker, (string Name, IStage[] Stages)[] chains, RankedLists candidates, PreparedData data, int length, IReporter reporter, CancellationToken cancellation)
    {
        int users = candidates.Users.Length;
        ScoredItems[][] lists = [.. chains.Select(_ => new ScoredItems[users])];
        for (int from = 0; from < users; from += Block)
        {
            cancellation.ThrowIfCancellationRequested();
            int first = from, to = Math.Min(from + Block, users);
            Query[] queries = Array.ConvertAll(candidates.Users[first..to], user => data.QueryOf(user, Phase.Test, length));
            ScoredItems[] ranked = ranker.Apply(queries, candidates.Lists[first..to], cancellation);
            Parallel.For(0, queries.Length, i =>
            {
                for (int c = 0; c < chains.Length; c++)
                    lists[c][first + i] = chains[c].Stages.Aggregate(ranked[i], (items, stage) => stage.Apply(queries[i], items)).Head(length);
            });
            reporter.Progress("rank", (double)to / users, ranker.Name);
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
