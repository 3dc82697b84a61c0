using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Numerics;
using OnnxRecs.Train;
using static TorchSharp.torch;

namespace OnnxRecs.Benchmarks.Ranking;

/// <summary>
/// The whole evaluation of a retrieval model beside the product of its score matrix alone, by OpenBLAS in the same blocks on all cores: every test user
/// and item of <see cref="SyntheticData"/>, vectors of width 64. The sides take turns, so that a busy machine slows all of them.
/// </summary>
internal sealed class EvaluationComparison : IDisposable
{
    private const int Rounds = 11;
    private const int WarmUpRounds = 4;
    private const int RunsInATurn = 5;
    private const int Dim = 64;
    private static readonly int[] CutOffs = [5, 10, 20];

    private static readonly PipelineConfig Settings = new() { Evaluate = new EvaluateOptions { K = CutOffs, Bootstrap = 1000 } };

    private readonly PreparedData _data = SyntheticData.Prepared;
    private readonly int[] _users;
    private readonly Targets _targets;
    private readonly RunFacts _facts;
    private readonly int[][] _negatives;
    private readonly float[] _userVectors;
    private readonly InnerProducts _items;
    private readonly List<Tensor> _blocks = [];
    private readonly Tensor _itemColumns;
    private readonly float[] _scores;
    private RunReport _report;
    private int _reported;

    private EvaluationComparison()
    {
        TorchDevice.Open("cpu", threads: 0);
        _users = _data.UsersWithTargets(Phase.Test);
        _targets = Targets.Of(_data, Phase.Test, _users);
        _negatives = NegativeDraw.Draw(_data, _users, count: 99, beta: 0, seed: 1);
        var rng = new Rng(1);
        _userVectors = Normal(rng, _users.Length * Dim);
        float[] items = Normal(rng, _data.ItemCount * Dim);
        _items = new InnerProducts(new VectorTable(items, Dim));
        _facts = new RunFacts(_data, new VectorTable(items, Dim));
        _itemColumns = tensor(items, new long[] { _data.ItemCount, Dim }).t();
        for (int from = 0; from < _users.Length; from += FullRanking.MaxBlock)
        {
            int count = Math.Min(FullRanking.MaxBlock, _users.Length - from);
            _blocks.Add(tensor(_userVectors[(from * Dim)..((from + count) * Dim)], new long[] { count, Dim }));
        }
        _scores = new float[FullRanking.MaxBlock * _data.ItemCount];
        _report = new RunReport(_data, _facts, Settings);
    }

    public static int Run(TextWriter output, TimeProvider time)
    {
        using var comparison = new EvaluationComparison();
        Measure[] accuracy = Measure.Of(MetricCatalog.Lists.Where(metric => metric.IsAccuracy), CutOffs), all = Measure.Of(MetricCatalog.Lists, CutOffs);
        (string Name, Action Work)[] sides =
        [
            ("score matrix alone, OpenBLAS", comparison.Product),
            ("score matrix alone, ours", comparison.OurProduct),
            ("lists of 20, AUC, ranks of the targets", () => comparison.Rank(20)),
            ("the same, metrics of accuracy at 5, 10, 20", () => comparison.Judge(comparison.Rank(20), accuracy)),
            ("the same, all metrics at 5, 10, 20", () => comparison.Judge(comparison.Rank(20), all)),
            ("lists of 20, AUC, ranks, 99 sampled negatives, rated items", () => comparison.Rank(20, sampled: true)),
            ("all of it: lists, AUC, ranks, all metrics, groups, intervals; five models in a report", () => comparison.Report(sampled: false)),
            ("the same, 99 sampled negatives and rated items with their metrics, groups and intervals", () => comparison.Report(sampled: true)),
            ("1,000 resamples of the users, drawn once in a report", () => _ = new RunReport(comparison._data, comparison._facts, Settings)),
        ];
        double[][] seconds = [.. sides.Select(_ => new double[Rounds])];
        for (int round = -WarmUpRounds; round < Rounds; round++)
        {
            for (int side = 0; side < sides.Length; side++)
            {
                long start = time.GetTimestamp();
                for (int run = 0; run < RunsInATurn; run++) sides[side].Work();
                if (round >= 0) seconds[side][round] = time.GetElapsedTime(start).TotalSeconds / RunsInATurn;
            }
        }
        output.WriteLine();
        output.WriteLine($"Evaluation of {comparison._users.Length} users x {comparison._data.ItemCount} items, width {Dim}, {Environment.ProcessorCount} cores: medians of {Rounds} turns, ratios turn by turn.");
        output.WriteLine();
        output.WriteLine("| ratio | lowest to highest | time | work |");
        output.WriteLine("| ----: | ----: | ----: | --- |");
        for (int side = 0; side < sides.Length; side++)
        {
            double[] ratios = [.. seconds[side].Zip(seconds[0], (own, product) => own / product).Order()];
            output.WriteLine($"| {ratios[Rounds / 2]:F2} | {ratios[0]:F2} to {ratios[^1]:F2} | {seconds[side].Order().ElementAt(Rounds / 2) * 1000:F1} ms | {sides[side].Name} |");
        }
        output.WriteLine();
        return 0;
    }

    public void Dispose()
    {
        foreach (Tensor block in _blocks) block.Dispose();
        _itemColumns.Dispose();
    }

    private static float[] Normal(Rng rng, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)rng.NextGaussian())];

    private void Product()
    {
        foreach (Tensor block in _blocks) block.matmul(_itemColumns).Dispose();
    }

    private void OurProduct()
    {
        for (int from = 0; from < _users.Length; from += FullRanking.MaxBlock)
        {
            int count = Math.Min(FullRanking.MaxBlock, _users.Length - from);
            _items.Multiply(_userVectors.AsMemory(from * Dim, count * Dim), _scores.AsMemory(0, count * _data.ItemCount));
        }
    }

    private FullRankingResult Rank(int k, bool sampled = false)
    {
        int done = 0;
        return FullRanking.Rank(_data, Phase.Test, _users, k, (block, scores) =>
        {
            _items.Multiply(_userVectors.AsMemory(done * Dim, block.Length * Dim), scores);
            done += block.Length;
        }, sampled ? _negatives : null, rated: sampled);
    }

    private void Report(bool sampled)
    {
        // The models of a turn are those of a run: they share a report, and with it the resamples.
        if (_reported++ % RunsInATurn == 0) _report = new RunReport(_data, _facts, Settings);
        string model = $"model {_reported}";
        FullRankingResult result = Rank(CutOffs[^1], sampled);
        _report.Add(EvaluateStage.FullStage, model, result.Lists, reach: 300, result);
        if (result.SampledLists is { } few) _report.AddPools("sampled (99)", model, few, MetricCatalog.Lists.Where(metric => metric.IsAccuracy));
        if (result.RatedLists is { } own) _report.AddPools(EvaluateStage.RatedStage, model, own, MetricCatalog.Rated);
    }

    private void Judge(FullRankingResult result, Measure[] measures)
    {
        Evaluator.Judge(result.Lists, _targets, _users, _facts, measures);
        foreach (IRunMetric metric in MetricCatalog.Runs)
        {
            foreach (int k in CutOffs) metric.Of(result.Lists, k, _facts);
        }
    }
}
