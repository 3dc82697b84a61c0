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
    private readonly (string Name, Targets Targets)[] _itemGroups;
    private readonly UserGroup[] _groups;
    private readonly EvaluateOptions _options;
    private readonly ulong _seed;
    private readonly List<EvaluationRow> _rows = [];
    private readonly OrderedDictionary<string, UserValues> _values = new(StringComparer.Ordinal);

    /// <param name="data">Says what is sought, and who is new.</param>
    /// <param name="facts">What metrics may know besides.</param>
    /// <param name="config">Cut-offs, resamples, seed, and from when on a user is no longer cold.</param>
    public RunReport(PreparedData data, RunFacts facts, PipelineConfig config)
    {
        (_facts, _options, _seed) = (facts, config.Evaluate, (ulong)config.Seed);
        Users = data.UsersWithTargets(Phase.Test);
        _targets = Targets.Of(data, Phase.Test, Users);
        _itemGroups = [(UserGroups.HeadItems, _targets.Where(item => !facts.IsTail(item))), (UserGroups.TailItems, _targets.Where(facts.IsTail))];
        _groups = UserGroups.Of(data, Users, config.Split.ColdStart);
    }

    /// <summary>Who is judged: the test users with targets.</summary>
    public int[] Users { get; }

    public IReadOnlyList<EvaluationRow> Rows => _rows;

    /// <summary>By stage and model, such as "full/gru", the values of all users.</summary>
    public IReadOnlyDictionary<string, UserValues> Values => _values;

    /// <summary>Adds what a model finds in the whole catalogue.</summary>
    /// <param name="stage">Where it came from.</param>
    /// <param name="model">Who ranked.</param>
    /// <param name="ranking">Lists, ranks and AUC of each user.</param>
    /// <param name="reach">Recall is reported at this cut-off too: what a later stage could find at best.</param>
    public void Add(string stage, string model, FullRankingResult ranking, int? reach)
    {
        UserValues values = Evaluator.Judge(ranking.Lists, _targets, Users, _facts, Accuracy);
        if (reach is { } k && !_options.K.Contains(k))
            values = values.With(new Measure(MetricCatalog.Recall, k).Label, Array.ConvertAll(ranking.Ranks, ranks => (double)ranks.Count(rank => rank < k) / ranks.Length));
        Add(stage, model, ranking.Lists, values.With(MetricCatalog.Auc, Array.ConvertAll(ranking.Auc, value => (double)value)));
    }

    /// <summary>Adds lists that were chosen from the catalogue.</summary>
    /// <param name="stage">Where they came from.</param>
    /// <param name="model">Who made them.</param>
    /// <param name="lists">One for each user.</param>
    /// <param name="reach">Recall is reported at this cut-off too: what a later stage can find at best.</param>
    public void Add(string stage, string model, int[][] lists, int? reach = null) =>
        Add(stage, model, lists, Evaluator.Judge(lists, _targets, Users, _facts, WithReach(reach)));

    private Measure[] Accuracy => Measure.Of(MetricCatalog.Lists.Where(metric => metric.IsAccuracy), _options.K);

    private void Add(string stage, string model, int[][] lists, UserValues values)
    {
        Measure[] beyond = Measure.Of(MetricCatalog.Lists.Where(metric => !metric.IsAccuracy), _options.K);
        UserValues more = Evaluator.Judge(lists, _targets, Users, _facts, beyond);
        UserValues all = new([.. values.Labels, .. more.Labels], [.. values.Values, .. more.Values]);
        _values.Add($"{stage}/{model}", all);

        foreach (UserGroup group in _groups)
        {
            bool inFull = group.Name is UserGroups.Everybody or UserGroups.Regular or UserGroups.Cold;
            OrderedDictionary<string, Figure> figures = FiguresOf((inFull ? all : values).At(group.Places));
            if (inFull) AddRunFigures(figures, Array.ConvertAll(group.Places, place => lists[place]));
            _rows.Add(new EvaluationRow(stage, model, group.Name, group.Places.Length, figures));
        }
        AddItemGroups(stage, model, lists, Accuracy);
    }

    /// <summary>Adds lists of all that there was to choose from: a few sampled items, or what each user has rated. Only accuracy is meaningful.</summary>
    /// <param name="stage">Which pool it was.</param>
    /// <param name="model">Who ordered it.</param>
    /// <param name="lists">One for each user.</param>
    /// <param name="metrics">What is asked of them.</param>
    /// <param name="ofAll">Further figures of all users together.</param>
    public void AddPools(string stage, string model, int[][] lists, IEnumerable<IListMetric> metrics, params KeyValuePair<string, Figure>[] ofAll)
    {
        Measure[] measures = Measure.Of(metrics, _options.K);
        UserValues values = Evaluator.Judge(lists, _targets, Users, _facts, measures, wholePool: true);
        _values.Add($"{stage}/{model}", values);
        foreach (UserGroup group in _groups)
        {
            OrderedDictionary<string, Figure> figures = FiguresOf(values.At(group.Places));
            if (group.Name == UserGroups.Everybody)
            {
                foreach ((string label, Figure figure) in ofAll) figures.Add(label, figure);
            }
            _rows.Add(new EvaluationRow(stage, model, group.Name, group.Places.Length, figures));
        }
    }

    private Measure[] WithReach(int? reach) => reach is not { } k || _options.K.Contains(k) ? Accuracy : [.. Accuracy, new Measure(MetricCatalog.Recall, k)];

    private void AddItemGroups(string stage, string model, int[][] lists, Measure[] measures)
    {
        foreach ((string name, Targets targets) in _itemGroups)
        {
            UserValues values = Evaluator.Judge(lists, targets, Users, _facts, measures);
            int[] places = [.. Enumerable.Range(0, Users.Length).Where(place => targets.Items[place].Length > 0)];
            if (places.Length > 0) _rows.Add(new EvaluationRow(stage, model, name, places.Length, FiguresOf(values.At(places))));
        }
    }

    private OrderedDictionary<string, Figure> FiguresOf(UserValues values)
    {
        Interval[]? intervals = _options.Bootstrap == 0 ? null : Bootstrap.Intervals(values.Values, _options.Bootstrap, _seed);
        var figures = new OrderedDictionary<string, Figure>(StringComparer.Ordinal);
        for (int row = 0; row < values.Labels.Length; row++)
        {
            (double mean, int users) = UserValues.MeanOf(values.Values[row]);
            if (users > 0) figures.Add(values.Labels[row], new Figure(mean, intervals?[row].Low, intervals?[row].High, users == values.Values[row].Length ? null : users));
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
