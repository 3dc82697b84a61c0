using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Sources;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Serving;

namespace OnnxRecs.Study.Funnel;

/// <summary>Sends all test users through the chain as it serves them, and judges the list after every stage.</summary>
/// <remarks>
/// Before the chain's own stages stand the nearest items by the user's vector, by an exact search and, where the index is a graph, by the graph: the chain's candidates are
/// these and those of other sources. After them stand, where several re-rankers choose the list together, these one by one on what the ranker gave. Memory: for each user and stage the first k items and three shares, not the lists.
/// </remarks>
public sealed class FunnelRun
{
    /// <summary>The first stage: the greatest inner products of the whole catalogue.</summary>
    public const string Exact = "exact retrieval";

    /// <summary>The same by the graph.</summary>
    public const string Approximate = "ANN retrieval";

    private const int Block = 256;

    // So many single requests fix the mean to a few percent; the first ones warm up and do not count.
    private const int MostTimed = 200;
    private const int WarmUp = 20;

    private readonly ServingChain _chain;
    private readonly PipelineConfig _config;
    private readonly TimeProvider _time;
    private readonly (string Name, TwoTowerSource Source)[] _retrieval;
    private readonly IStage[] _alone;
    private readonly Targets _targets;
    private readonly Targets _head;
    private readonly Targets _tail;
    private readonly RunReport _report;
    private readonly RunFacts _facts;

    private FunnelRun(ServingChain chain, PipelineConfig config, int k, ExactIndex exact, TimeProvider time)
    {
        (_chain, _time) = (chain, time);
        _config = config with { Evaluate = config.Evaluate with { K = [k] } };
        _facts = new RunFacts(chain.Data, chain.Vectors);
        _report = new RunReport(chain.Data, _facts, _config);
        _targets = Targets.Of(chain.Data, Phase.Test, _report.Users);
        (_head, _tail) = (_targets.Where(item => !_facts.IsTail(item)), _targets.Where(_facts.IsTail));
        // Of several re-rankers that choose together each is also shown by itself.
        _alone = chain.Recommender.Rerankers is [.., { } last] && last.Name.Contains(" + ", StringComparison.Ordinal)
            ? [.. chain.EachRerankerOf(config.Rank).Where(stage => chain.Recommender.Rerankers.All(other => other.Name != stage.Name))]
            : [];
        _retrieval = [(Exact, new TwoTowerSource(chain.UserTower, exact)), .. chain.Index is ExactIndex ? [] : new[] { (Approximate, new TwoTowerSource(chain.UserTower, chain.Index)) }];
    }

    /// <summary>Measures all stages.</summary>
    /// <param name="chain">Opened for one ranker, on one thread where its times are to mean what one core can do.</param>
    /// <param name="config">Seed, resamples and from when on a user is no longer cold.</param>
    /// <param name="k">Cut-off of the metrics.</param>
    /// <param name="group">One that must be there; null: none.</param>
    /// <param name="time">Measures the stages.</param>
    /// <param name="reporter">Is told how many users are done.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="InputException">No test user has anything to be found, or there is no such group.</exception>
    public static FunnelReport Measure(ServingChain chain, PipelineConfig config, int k, string? group, TimeProvider time, IReporter reporter, CancellationToken cancel)
    {
        using var exact = new ExactIndex(chain.Vectors);
        var run = new FunnelRun(chain, config, k, exact, time);
        if (group is not null) run.Require(group);
        return run.Measure(k, reporter, cancel);
    }

    private void Require(string group)
    {
        (string, Targets)[] items = [(UserGroups.HeadItems, _head), (UserGroups.TailItems, _tail)];
        string[] known =
        [
            .. UserGroups.Of(_chain.Data, _report.Users, _config.Split.ColdStart).Select(one => one.Name),
            .. items.Where(one => one.Item2.Items.Any(sought => sought.Length > 0)).Select(one => one.Item1),
        ];
        if (!known.Contains(group)) throw new InputException($"There is no group \"{group}\" among the test users ({string.Join(", ", known)}){Spelling.Hint(group, known)}");
    }

    private FunnelReport Measure(int k, IReporter reporter, CancellationToken cancel)
    {
        int[] users = _report.Users;
        if (users.Length == 0) throw new InputException($"{_chain.Data.Name}: no test user likes anything new, there is nothing to be found.");
        int timed = Math.Min(MostTimed, users.Length);
        Passage[] passages = Timed(timed, cancel);
        StageLists[] stages = [.. passages[0].Steps.Select(step => new StageLists(step.Stage, users.Length))];
        string?[] notes = new string?[users.Length];
        for (int from = 0; from < users.Length; from += Block)
        {
            int first = from;
            Parallel.For(first, Math.Min(first + Block, users.Length), new ParallelOptions { CancellationToken = cancel }, place =>
            {
                Passage passage = Pass(QueryOf(place), cancel);
                notes[place] = passage.Notes.FirstOrDefault();
                for (int s = 0; s < stages.Length; s++) stages[s].Take(place, passage.Steps[s].Items.Items, k, _targets, _head, _tail);
            });
            reporter.Progress("funnel", (double)Math.Min(first + Block, users.Length) / users.Length, $"{Math.Min(first + Block, users.Length):N0} users");
        }
        return new FunnelReport(_chain.Data.Name, _chain.Recommender.Ranker.Name, k, users.Length, timed, [.. stages.Select((stage, s) => Judge(stage, [.. passages.Select(passage => passage.Steps[s].Time.TotalMilliseconds)]))], [.. NotesOf(notes)]);
    }

    /// <summary>Some users alone, evenly spread, after a warm-up.</summary>
    private Passage[] Timed(int count, CancellationToken cancel)
    {
        for (int i = 0; i < Math.Min(WarmUp, count); i++) Pass(QueryOf(i), cancel);
        return [.. Enumerable.Range(0, count).Select(i => Pass(QueryOf((int)((long)i * _report.Users.Length / count)), cancel))];
    }

    private Query QueryOf(int place) => _chain.Data.QueryOf(_report.Users[place], Phase.Test, _config.Rank.Count);

    private Passage Pass(Query query, CancellationToken cancel)
    {
        var steps = new List<Step>();
        Query many = query with { Count = _chain.CandidateCount };
        foreach ((string name, TwoTowerSource source) in _retrieval)
        {
            long start = _time.GetTimestamp();
            ScoredItems found = source.Find(many);
            steps.Add(new Step(name, found, _time.GetElapsedTime(start)));
        }
        Served served = _chain.Recommender.Recommend(query, cancel);
        steps.AddRange(served.Steps);
        ScoredItems ranked = served.Steps[served.Steps.Count - 1 - _chain.Recommender.Rerankers.Count].Items;
        foreach (IStage stage in _alone)
        {
            long start = _time.GetTimestamp();
            ScoredItems list = stage.Apply(query, ranked);
            steps.Add(new Step($"{stage.Name} alone", list, _time.GetElapsedTime(start)));
        }
        return new Passage([.. steps], served.List.Notes);
    }

    private FunnelStage Judge(StageLists stage, double[] milliseconds)
    {
        _report.Add(stage.Name, _chain.Recommender.Ranker.Name, stage.Heads);
        UserGroup[] groups = UserGroups.Of(_chain.Data, _report.Users, _config.Split.ColdStart);
        FunnelGroup[] judged = [.. _report.Rows.Where(row => row.Stage == stage.Name).Select(row =>
        {
            double[] kept = row.Group switch { UserGroups.HeadItems => stage.KeptOfHead, UserGroups.TailItems => stage.KeptOfTail, _ => stage.Kept };
            int[]? places = Array.Find(groups, group => group.Name == row.Group)?.Places;
            return new FunnelGroup(row.Group, row.Users, (places is null ? UserValues.MeanOf(kept) : UserValues.MeanOf(kept, places)).Mean, row.Figures);
        })];
        Array.Sort(milliseconds);
        return new FunnelStage(stage.Name, stage.Lengths.Average(), milliseconds.Average(), Quantile.Of(milliseconds, 0.99), judged);
    }

    private IEnumerable<string> NotesOf(string?[] notes)
    {
        if (_chain.Index is ExactIndex) yield return "The index looks at every vector: there is no approximate search, which could miss some.";
        string[] told = [.. notes.OfType<string>()];
        if (told.Length > 0) yield return $"{told.Length:N0} users of {notes.Length:N0} were answered otherwise than set, the first because: {told[0]}";
    }

    /// <summary>One user's way through the chain.</summary>
    private sealed record Passage(Step[] Steps, string[] Notes);
}
