using OnnxRecs.Config;
using OnnxRecs.Metrics;
using OnnxRecs.Pipeline;
using OnnxRecs.Serving;

namespace OnnxRecs.Study.Frontier;

/// <summary>Ranks every user's candidates once and re-ranks them by each combination of settings.</summary>
/// <remarks>Memory: for each user and combination the first k items.</remarks>
public static class FrontierRun
{
    private const int Block = 64;

    /// <summary>Measures the ranker alone and every combination.</summary>
    /// <param name="chain">Opened for the ranker.</param>
    /// <param name="config">The settings that do not vary; seed and resamples.</param>
    /// <param name="grid">What varies.</param>
    /// <param name="ways">For each combination its settings.</param>
    /// <param name="task">Part, cut-off and axes.</param>
    /// <param name="reporter">Is told how many users are done.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="InputException">No user of the part has anything to be found, or X or Y has no value in this data.</exception>
    public static FrontierReport Measure(ServingChain chain, PipelineConfig config, SettingGrid grid, IReadOnlyList<RankOptions> ways, FrontierTask task, IReporter reporter, CancellationToken cancel)
    {
        int[] users = chain.Data.UsersWithTargets(task.Phase);
        if (users.Length == 0) throw new InputException($"{chain.Data.Name}: nobody likes anything new in the {task.Part} part, there is nothing to be found.");
        IStage[][] chains = [[], .. ways.Select(chain.RerankersOf)];
        (int[][][] lists, int[] relaxed) = Lists(chain, users, chains, task, config.Rank.Count, reporter, cancel);
        FrontierPoint[] points = new FrontierJudge(chain.Data, new RunFacts(chain.Data, chain.Vectors, task.Phase), users, config, task)
            .Points([.. grid.Combinations.Select(combination => Array.ConvertAll(combination, value => value.Value))], lists);
        return new FrontierReport(
            chain.Data.Name, chain.Data.Licence, chain.Recommender.Ranker.Name, [.. chains.SelectMany(stages => stages.Select(stage => stage.Name)).Distinct()],
            task.Part, task.K, users.Length, Metrics.Measure.LabelOf(task.X, task.K), Metrics.Measure.LabelOf(task.Y, task.K), grid.Paths,
            [.. points.Zip(relaxed, (point, count) => point with { Relaxed = count })]);
    }

    /// <summary>The first k items of each user, by chain, and how many of a chain's lists have a note.</summary>
    private static (int[][][] Lists, int[] Relaxed) Lists(ServingChain chain, int[] users, IStage[][] chains, FrontierTask task, int length, IReporter reporter, CancellationToken cancel)
    {
        int[][][] lists = [.. chains.Select(_ => new int[users.Length][])];
        int[] relaxed = new int[chains.Length];
        Recommender way = chain.Recommender;
        for (int from = 0; from < users.Length; from += Block)
        {
            cancel.ThrowIfCancellationRequested();
            int first = from, to = Math.Min(from + Block, users.Length);
            Query[] queries = Array.ConvertAll(users[first..to], user => chain.Data.QueryOf(user, task.Phase, length));
            ScoredItems[] found = way.Source.Find(Array.ConvertAll(queries, query => query with { Count = way.CandidateCount }));
            ScoredItems[] ranked = way.Ranker.Apply(queries, [.. found.Zip(queries, (list, query) => way.Filters.Apply(query, list))], cancel);
            Parallel.For(0, queries.Length, new ParallelOptions { CancellationToken = cancel }, i =>
            {
                for (int c = 0; c < chains.Length; c++)
                {
                    ScoredItems list = chains[c].Aggregate(ranked[i], (items, stage) => stage.Apply(queries[i], items));
                    lists[c][first + i] = list.Head(task.K).Items;
                    if (list.Notes.Length > 0) Interlocked.Increment(ref relaxed[c]);
                }
            });
            reporter.Progress("frontier", (double)to / users.Length, $"{to:N0} users");
        }
        return (lists, relaxed);
    }
}
