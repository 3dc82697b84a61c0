using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Metrics.Statistics;

namespace OnnxRecs.Study.Frontier;

/// <summary>Turns the lists of all combinations into points.</summary>
/// <param name="data">Says what is sought.</param>
/// <param name="facts">What metrics know besides.</param>
/// <param name="users">Who is judged.</param>
/// <param name="config">Seed and resamples.</param>
/// <param name="task">Part, cut-off and axes.</param>
internal sealed class FrontierJudge(PreparedData data, RunFacts facts, int[] users, PipelineConfig config, FrontierTask task)
{
    private readonly Measure[] _measures = Measure.Of(MetricCatalog.Lists.Where(metric => task.Shown.Contains(metric.Name)), [task.K]);
    private readonly IRunMetric[] _ofRuns = [.. MetricCatalog.Runs.Where(metric => task.Shown.Contains(metric.Name))];
    private readonly Resamples? _resamples = config.Evaluate.Bootstrap == 0 ? null : new Resamples(users.Length, config.Evaluate.Bootstrap, (ulong)config.Seed, [[.. Enumerable.Range(0, users.Length)]]);
    private readonly string _x = Measure.LabelOf(task.X, task.K);
    private readonly string _y = Measure.LabelOf(task.Y, task.K);

    /// <summary>A point for the ranker alone, whose lists come first, and for each combination.</summary>
    /// <param name="combinations">The values of each.</param>
    /// <param name="lists">[combinations + 1][users] the first k items.</param>
    /// <exception cref="InputException">X or Y has no value in this data.</exception>
    public FrontierPoint[] Points(IReadOnlyList<string[]> combinations, int[][][] lists)
    {
        var targets = Targets.Of(data, task.Phase, users);
        double[]? alone = null;
        var points = new List<FrontierPoint>();
        foreach (int[][] each in lists)
        {
            UserValues judged = Evaluator.Judge(each, targets, users, facts, _measures);
            double[]? paid = judged.Labels.Contains(_y) ? judged[_y] : null;
            double[][] rows = paid is null || alone is null ? judged.Values : [.. judged.Values, [.. paid.Zip(alone, (value, before) => value - before)]];
            Interval[]? intervals = _resamples is null ? null : Bootstrap.Intervals(_resamples, rows, rows.Length)[0];
            PairedTest? test = paid is null || alone is null ? null : PairedTests.Compare(paid, alone, (ulong)config.Seed);
            Figure? difference = test is null ? null : new Figure(test.Difference, intervals?[^1].Low, intervals?[^1].High);
            points.Add(new FrontierPoint(points.Count, points.Count == 0 ? [] : combinations[points.Count - 1], FiguresOf(judged, intervals, each), difference, test?.PRandomisation, null, IsOnFront: false));
            alone ??= paid;
        }
        foreach ((string label, string option) in new[] { (_x, "--x"), (_y, "--y") })
        {
            if (!points[0].Figures.ContainsKey(label)) throw new InputException($"{option} {Measure.MetricOf(label)}: this data set lacks what it goes by");
        }
        double[] corrected = Holm.Correct([.. points.Select(point => point.P ?? double.NaN)]);
        bool[] front = Pareto.Front([.. points.Select(point => (Upward(point, _x), Upward(point, _y)))]);
        return [.. points.Select((point, i) => point with { HolmP = point.P is null ? null : corrected[i], IsOnFront = front[i] })];
    }

    private static double Upward(FrontierPoint point, string label) =>
        point.Figures.GetValueOrDefault(label) is { } figure ? (MetricCatalog.LowerIsBetter(Measure.MetricOf(label)) ? -figure.Value : figure.Value) : double.NaN;

    private OrderedDictionary<string, Figure> FiguresOf(UserValues judged, Interval[]? intervals, int[][] lists)
    {
        var figures = new OrderedDictionary<string, Figure>(StringComparer.Ordinal);
        foreach (string name in task.Shown)
        {
            string label = Measure.LabelOf(name, task.K);
            int row = Array.IndexOf(judged.Labels, label);
            double value = row >= 0 ? UserValues.MeanOf(judged.Values[row]).Mean : Array.Find(_ofRuns, metric => metric.Name == name)!.Of(lists, task.K, facts);
            if (!double.IsNaN(value)) figures.Add(label, row >= 0 ? new Figure(value, intervals?[row].Low, intervals?[row].High) : new Figure(value));
        }
        return figures;
    }
}
