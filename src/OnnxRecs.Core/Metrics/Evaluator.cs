namespace OnnxRecs.Metrics;

/// <summary>Turns ranked lists into figures: every metric of <see cref="MetricCatalog"/> at every cut-off.</summary>
public static class Evaluator
{
    /// <summary>The group of all users.</summary>
    public const string Everybody = "all";

    /// <summary>Judges the lists. Cost: the lists' and targets' lengths, once for all metrics.</summary>
    /// <param name="stage">Goes into the rows.</param>
    /// <param name="model">Goes into the rows.</param>
    /// <param name="lists">For each user dense item indexes, best first, without repeats; may be shorter than the cut-offs.</param>
    /// <param name="targets">For each user, in the same order, the distinct items to be found. A user without any has no value in the
    /// metrics of lists; the list still counts in those of runs.</param>
    /// <param name="ks">Cut-offs, each at least 1.</param>
    /// <param name="itemCount">How many items there are.</param>
    /// <param name="group">Which users these are.</param>
    /// <returns>Rows by metric, then cut-off. Metrics of lists have no row where no user has a target.</returns>
    /// <exception cref="ArgumentException">Lengths differ, a cut-off is below 1, or a list names an item twice or one that does not exist.</exception>
    public static EvaluationRow[] Evaluate(
        string stage, string model, int[][] lists, int[][] targets, int[] ks, int itemCount, string group = Everybody)
    {
        if (lists.Length != targets.Length) throw new ArgumentException($"{targets.Length} users have targets where {lists.Length} have lists.", nameof(targets));
        foreach (int k in ks) ArgumentOutOfRangeException.ThrowIfLessThan(k, 1, nameof(ks));

        double[,] sums = new double[MetricCatalog.Lists.Count, ks.Length];
        var marks = new Marks(itemCount);
        int users = 0;
        for (int i = 0; i < lists.Length; i++)
        {
            bool[] hits = marks.HitsOf(lists[i], targets[i], i);
            if (targets[i].Length == 0) continue;
            users++;
            for (int m = 0; m < MetricCatalog.Lists.Count; m++)
            {
                for (int c = 0; c < ks.Length; c++)
                    sums[m, c] += MetricCatalog.Lists[m].Of(hits.AsSpan(0, Math.Min(ks[c], hits.Length)), ks[c], targets[i].Length);
            }
        }

        var rows = new List<EvaluationRow>();
        for (int m = 0; m < MetricCatalog.Lists.Count && users > 0; m++)
        {
            for (int c = 0; c < ks.Length; c++) rows.Add(new(stage, model, MetricCatalog.Lists[m].Name, ks[c], group, sums[m, c] / users, users));
        }
        foreach (IRunMetric metric in MetricCatalog.Runs)
        {
            foreach (int k in ks) rows.Add(new(stage, model, metric.Name, k, group, metric.Of(lists, k, itemCount), lists.Length));
        }
        return [.. rows];
    }

    /// <summary>Which items are a user's targets and which the list has named: kept per item as the number of the last user, so it needs no clearing.</summary>
    private sealed class Marks
    {
        private readonly int[] _targetOf;
        private readonly int[] _listedFor;

        public Marks(int itemCount)
        {
            _targetOf = new int[itemCount];
            _listedFor = new int[itemCount];
            Array.Fill(_targetOf, -1);
            Array.Fill(_listedFor, -1);
        }

        public bool[] HitsOf(int[] list, int[] targets, int position)
        {
            foreach (int item in targets)
            {
                if ((uint)item >= (uint)_targetOf.Length) throw new ArgumentException($"Targets {position}: there is no item {item} among {_targetOf.Length}.", nameof(targets));
                if (_targetOf[item] == position) throw new ArgumentException($"Targets {position} name item {item} twice.", nameof(targets));
                _targetOf[item] = position;
            }
            bool[] hits = new bool[list.Length];
            for (int i = 0; i < list.Length; i++)
            {
                int item = list[i];
                if ((uint)item >= (uint)_targetOf.Length) throw new ArgumentException($"List {position}: there is no item {item} among {_targetOf.Length}.", nameof(list));
                if (_listedFor[item] == position) throw new ArgumentException($"List {position} names item {item} twice.", nameof(list));
                _listedFor[item] = position;
                hits[i] = _targetOf[item] == position;
            }
            return hits;
        }
    }
}
