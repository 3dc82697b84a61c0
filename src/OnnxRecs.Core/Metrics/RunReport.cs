using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics.Statistics;

namespace OnnxRecs.Metrics;

/// <summary>Judges the lists of one stage and model after another and collects rows for every group and the values of every user.</summary>
/// <remarks>
/// Metrics of accuracy are reported for all groups; what lies beyond accuracy, and what is judged over all lists at once, for "all", "regular" and "cold".
/// </remarks>
public sealed class RunReport
{
    private readonly RunFacts _facts;
    private readonly Targets _targets;
    private readonly (string Name, Targets Targets, int[] Places)[] _itemGroups;
    private readonly UserGroup[] _groups;
    private readonly EvaluateOptions _options;
    private readonly Resamples? _resamples;
    private readonly Measure[] _accuracy;
    private readonly Measure[] _all;
    private readonly List<EvaluationRow> _rows = [];
    private readonly OrderedDictionary<string, UserValues> _values = new(StringComparer.Ordinal);

    /// <param name="data">Says what is sought, and who is new.</param>
    /// <param name="facts">What metrics may know besides.</param>
    /// <param name="config">Cut-offs, resamples, seed, and from when on a user is no longer cold.</param>
    public RunReport(PreparedData data, RunFacts facts, PipelineConfig config)
    {
        (_facts, _options) = (facts, config.Evaluate);
        Users = data.UsersWithTargets(Phase.Test);
        _targets = Targets.Of(data, Phase.Test, Users);
        _itemGroups = [Only(UserGroups.HeadItems, item => !facts.IsTail(item)), Only(UserGroups.TailItems, facts.IsTail)];
        _groups = UserGroups.Of(data, Users, config.Split.ColdStart);
        _accuracy = Measure.Of(MetricCatalog.Lists.Where(metric => metric.IsAccuracy), _options.K);
        _all = [.. _accuracy, .. Measure.Of(MetricCatalog.Lists.Where(metric => !metric.IsAccuracy), _options.K)];
        if (_options.Bootstrap > 0) _resamples = new Resamples(Users.Length, _options.Bootstrap, (ulong)config.Seed, [.. _groups.Select(group => group.Places)]);
    }

    /// <summary>Who is judged: the test users with targets.</summary>
    public int[] Users { get; }

    public IReadOnlyList<EvaluationRow> Rows => _rows;

    /// <summary>By stage and model, such as "full/gru", the values of all users.</summary>
    public IReadOnlyDictionary<string, UserValues> Values => _values;

    /// <summary>Adds lists that were chosen from the catalogue.</summary>
    /// <param name="stage">Where they came from.</param>
    /// <param name="model">Who made them.</param>
    /// <param name="lists">One for each user.</param>
    /// <param name="reach">Recall is reported at this cut-off too: what a later stage can find at best.</param>
    /// <param name="whole">Where the whole catalogue was ranked: AUC, and the ranks that tell recall beyond the ends of the lists.</param>
    public void Add(string stage, string model, int[][] lists, int? reach = null, FullRankingResult? whole = null)
    {
        Measure[] deep = reach is { } k && !_options.K.Contains(k) ? [new Measure(MetricCatalog.Recall, k)] : [];
        UserValues judged = Evaluator.Judge(lists, _targets, Users, _facts, whole is null ? [.. _all, .. deep] : _all);
        OrderedDictionary<string, double[]> values = Labelled(judged.Labels[.._accuracy.Length], judged.Values);
        foreach (Measure measure in deep) values.Add(measure.Label, whole is null ? judged[measure.Label] : RecallByRanks(whole.Ranks, measure.K));
        if (whole is not null) values.Add(MetricCatalog.Auc, Array.ConvertAll(whole.Auc, value => (double)value));
        int ofAccuracy = values.Count;
        for (int row = _accuracy.Length; row < _all.Length; row++) values.Add(judged.Labels[row], judged.Values[row]);
        int ofLists = values.Count;
        (string Name, int Users, OrderedDictionary<string, double[]> Values)[] byItems = [.. _itemGroups.Select(group =>
            (group.Name, group.Places.Length, Labelled(judged.Labels[.._accuracy.Length], Evaluator.Judge(lists, group.Targets, Users, _facts, _accuracy).Values)))];

        // One product gives the intervals of all groups: first the rows that each has, then those that only everybody has.
        double[][] rows = [.. values.Values, .. byItems.SelectMany(group => group.Values.Values)];
        int[] asked = Array.ConvertAll(_groups, group => group.Name == UserGroups.Everybody ? rows.Length : IsFull(group) ? ofLists : ofAccuracy);
        Interval[][]? intervals = _resamples is null ? null : Bootstrap.Intervals(_resamples, rows, asked);

        _values.Add($"{stage}/{model}", new UserValues([.. values.Keys], [.. values.Values]));
        for (int g = 0; g < _groups.Length; g++)
        {
            UserGroup group = _groups[g];
            OrderedDictionary<string, Figure> figures = FiguresOf(values.Take(IsFull(group) ? ofLists : ofAccuracy), group.Places, intervals?[g]);
            if (IsFull(group)) AddRunFigures(figures, Array.ConvertAll(group.Places, place => lists[place]));
            _rows.Add(new EvaluationRow(stage, model, group.Name, group.Places.Length, figures));
        }
        for (int i = 0; i < byItems.Length; i++)
        {
            int first = ofLists + i * _accuracy.Length;
            if (byItems[i].Users > 0) _rows.Add(new EvaluationRow(stage, model, byItems[i].Name, byItems[i].Users, FiguresOf(byItems[i].Values, _itemGroups[i].Places, intervals?[0][first..])));
        }
    }

    /// <summary>Adds lists of all that there was to choose from: a few sampled items, or what each user has rated. Only accuracy is meaningful.</summary>
    /// <param name="stage">Which pool it was.</param>
    /// <param name="model">Who ordered it.</param>
    /// <param name="lists">One for each user.</param>
    /// <param name="metrics">What is asked of them.</param>
    /// <param name="ofAll">Further figures of all users together.</param>
    public void AddPools(string stage, string model, int[][] lists, IEnumerable<IListMetric> metrics, params KeyValuePair<string, Figure>[] ofAll)
    {
        UserValues judged = Evaluator.Judge(lists, _targets, Users, _facts, Measure.Of(metrics, _options.K), wholePool: true);
        Interval[][]? intervals = _resamples is null ? null : Bootstrap.Intervals(_resamples, judged.Values, Array.ConvertAll(_groups, _ => judged.Values.Length));
        _values.Add($"{stage}/{model}", judged);
        for (int g = 0; g < _groups.Length; g++)
        {
            UserGroup group = _groups[g];
            OrderedDictionary<string, Figure> figures = FiguresOf(Labelled(judged.Labels, judged.Values), group.Places, intervals?[g]);
            if (group.Name == UserGroups.Everybody)
            {
                foreach ((string label, Figure figure) in ofAll) figures.Add(label, figure);
            }
            _rows.Add(new EvaluationRow(stage, model, group.Name, group.Places.Length, figures));
        }
    }

    /// <summary>Adds where the items of single events stand, all users' events together; there are no values of users, so neither intervals nor tests.</summary>
    /// <param name="stage">What it is called.</param>
    /// <param name="model">Who ranked.</param>
    /// <param name="ranks">For each user who likes something in the test part, new or not, and for each such event the place from 0.</param>
    public void AddEvents(string stage, string model, int[][] ranks)
    {
        var figures = new OrderedDictionary<string, Figure>(StringComparer.Ordinal);
        double events = ranks.Sum(ofUser => ofUser.Length);
        foreach (int k in _options.K) figures.Add(Measure.LabelOf(MetricCatalog.HitRate.Name, k), new Figure(ranks.Sum(ofUser => ofUser.Count(rank => rank < k)) / events));
        _rows.Add(new EvaluationRow(stage, model, UserGroups.Everybody, ranks.Length, figures));
    }

    private static bool IsFull(UserGroup group) => group.Name is UserGroups.Everybody or UserGroups.Regular or UserGroups.Cold;

    private (string Name, Targets Targets, int[] Places) Only(string name, Func<int, bool> keep)
    {
        Targets targets = _targets.Where(keep);
        return (name, targets, [.. Enumerable.Range(0, Users.Length).Where(place => targets.Items[place].Length > 0)]);
    }

    private static double[] RecallByRanks(int[][] ranks, int k) => Array.ConvertAll(ranks, ofUser => (double)ofUser.Count(rank => rank < k) / ofUser.Length);

    /// <summary>The first rows, by their labels.</summary>
    private static OrderedDictionary<string, double[]> Labelled(string[] labels, double[][] rows)
    {
        var values = new OrderedDictionary<string, double[]>(StringComparer.Ordinal);
        for (int row = 0; row < labels.Length; row++) values.Add(labels[row], rows[row]);
        return values;
    }

    private static OrderedDictionary<string, Figure> FiguresOf(IEnumerable<KeyValuePair<string, double[]>> values, int[] places, Interval[]? intervals)
    {
        var figures = new OrderedDictionary<string, Figure>(StringComparer.Ordinal);
        int row = 0;
        foreach ((string label, double[] ofUsers) in values)
        {
            (double mean, int users) = UserValues.MeanOf(ofUsers, places);
            if (users > 0) figures.Add(label, new Figure(mean, intervals?[row].Low, intervals?[row].High, users == places.Length ? null : users));
            row++;
        }
        return figures;
    }

    private void AddRunFigures(OrderedDictionary<string, Figure> figures, int[][] lists)
    {
        foreach (IRunMetric metric in MetricCatalog.Runs)
        {
            foreach (int k in _options.K)
            {
                double value = metric.Of(lists, k, _facts);
                if (!double.IsNaN(value)) figures.Add(Measure.LabelOf(metric.Name, k), new Figure(value));
            }
        }
    }
}
