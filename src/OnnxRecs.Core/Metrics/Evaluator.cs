using System.Runtime.ExceptionServices;

namespace OnnxRecs.Metrics;

/// <summary>Turns ranked lists into a value for each user, metric and cut-off.</summary>
public static class Evaluator
{
    /// <summary>Judges the lists, on all cores. Cost: the lists' and targets' lengths once, and what the metrics cost; nothing is allocated for a user.</summary>
    /// <param name="lists">For each user dense item indexes, best first, without repeats; may be shorter than the cut-offs.</param>
    /// <param name="targets">What is sought for each user, in the same order. One without targets has no value in metrics of accuracy.</param>
    /// <param name="users">The users' dense indexes.</param>
    /// <param name="facts">What metrics may know besides.</param>
    /// <param name="measures">What to work out.</param>
    /// <param name="wholePool">Whether the lists hold all that there was to choose from, so that a short list is no fault of who made it.</param>
    /// <exception cref="ArgumentException">Lengths differ, a cut-off is below 1, or a list names an item twice or one that does not exist.</exception>
    public static UserValues Judge(int[][] lists, Targets targets, int[] users, RunFacts facts, IReadOnlyList<Measure> measures, bool wholePool = false)
    {
        if (lists.Length != targets.Items.Length) throw new ArgumentException($"{targets.Items.Length} users have targets where {lists.Length} have lists.", nameof(targets));
        if (lists.Length != users.Length) throw new ArgumentException($"There are {users.Length} users where {lists.Length} have lists.", nameof(users));
        foreach (Measure measure in measures) ArgumentOutOfRangeException.ThrowIfLessThan(measure.K, 1, nameof(measures));

        double[][] values = [.. measures.Select(_ => new double[users.Length])];
        int longest = lists.Length == 0 ? 0 : lists.Max(list => list.Length), most = lists.Length == 0 ? 0 : targets.Items.Max(items => items.Length);
        try
        {
            Parallel.For(0, users.Length, () => new Bench(facts, longest, most), (place, _, bench) =>
            {
                JudgedList list = bench.Prepare(lists[place], targets.Items[place], targets.Gains[place], users[place], place, wholePool);
                for (int m = 0; m < values.Length; m++)
                {
                    IListMetric metric = measures[m].Metric;
                    values[m][place] = metric.IsAccuracy && list.TargetCount == 0 ? double.NaN : metric.Of(list, measures[m].K);
                }
                return bench;
            }, _ => { });
        }
        catch (AggregateException e) when (e.InnerExceptions[0] is ArgumentException wrong)
        {
            ExceptionDispatchInfo.Throw(wrong);
        }
        return new UserValues([.. measures.Select(measure => measure.Label)], values);
    }

    /// <summary>The rooms in which one thread works. What belongs to an item is kept with the place of its user, so nothing needs clearing.</summary>
    private sealed class Bench
    {
        private readonly RunFacts _facts;
        private readonly int[] _targetOf;
        private readonly int[] _listedFor;
        private readonly double[] _gainOf;
        private readonly bool[] _hits;
        private readonly double[] _gains;
        private readonly double[] _ideal;
        private readonly double[] _scratch;

        public Bench(RunFacts facts, int longestList, int mostTargets)
        {
            _facts = facts;
            _targetOf = new int[facts.ItemCount];
            _listedFor = new int[facts.ItemCount];
            Array.Fill(_targetOf, -1);
            Array.Fill(_listedFor, -1);
            _gainOf = new double[facts.ItemCount];
            (_hits, _gains, _ideal, _scratch) = (new bool[longestList], new double[longestList], new double[mostTargets], new double[facts.ScratchSize]);
        }

        public JudgedList Prepare(int[] list, int[] targets, double[] gains, int user, int place, bool wholePool)
        {
            for (int i = 0; i < targets.Length; i++)
            {
                int item = targets[i];
                if ((uint)item >= (uint)_targetOf.Length) throw new ArgumentException($"Targets {place}: there is no item {item} among {_targetOf.Length}.", nameof(targets));
                if (_targetOf[item] == place) throw new ArgumentException($"Targets {place} name item {item} twice.", nameof(targets));
                _targetOf[item] = place;
                _gainOf[item] = _ideal[i] = gains[i];
            }
            Span<double> ideal = _ideal.AsSpan(0, targets.Length);
            ideal.Sort();
            ideal.Reverse();
            for (int i = 0; i < list.Length; i++)
            {
                int item = list[i];
                if ((uint)item >= (uint)_targetOf.Length) throw new ArgumentException($"List {place}: there is no item {item} among {_targetOf.Length}.", nameof(list));
                if (_listedFor[item] == place) throw new ArgumentException($"List {place} names item {item} twice.", nameof(list));
                _listedFor[item] = place;
                _hits[i] = _targetOf[item] == place;
                _gains[i] = _hits[i] ? _gainOf[item] : 0;
            }
            return new JudgedList
            {
                User = user,
                Items = list,
                Hits = _hits.AsSpan(0, list.Length),
                Gains = _gains.AsSpan(0, list.Length),
                IdealGains = ideal,
                Pool = wholePool ? list.Length : int.MaxValue,
                Facts = _facts,
                Scratch = _scratch,
            };
        }
    }
}
