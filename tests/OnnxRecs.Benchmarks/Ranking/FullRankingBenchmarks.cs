using BenchmarkDotNet.Attributes;
using OnnxRecs.Artifacts;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Train;
using static TorchSharp.torch;

namespace OnnxRecs.Benchmarks.Ranking;

/// <summary>The best 20 of the whole catalogue for 256 users of a two-tower model, beside its matrix product alone, done by OpenBLAS on all cores.</summary>
public class FullRankingBenchmarks
{
    private const int UserCount = 256;
    private const int K = 20;
    private string _folder = "";
    private Dictionary<string, IModelRunner> _graphs = null!;
    private CatalogScorer _scorer = null!;
    private Tensor _users = null!;
    private Tensor _items = null!;
    private int[] _block = [];

    [GlobalSetup]
    public void SetUp()
    {
        PreparedData data = SyntheticData.Prepared;
        var model = new TwoTower(new TwoTowerOptions(), data, new WeightSet(new Rng(1)));
        _folder = Directory.CreateTempSubdirectory("onnxrecs-bench").FullName;
        _graphs = model.Graphs.ToDictionary(graph => graph.Name, Open);
        _scorer = CatalogScorer.Of(_graphs, data.ItemCount);
        _block = data.UsersWithTargets(Phase.Test)[..UserCount];
        int dim = int.Parse(_graphs["user"].Output.Dims[1]);
        TorchDevice.Open("cpu", threads: 0);
        var rng = new Rng(1);
        _users = Normal(rng, UserCount, dim);
        _items = Normal(rng, dim, data.ItemCount);
    }

    [Benchmark(Baseline = true, Description = "matrix product")]
    public void Product() => _users.matmul(_items).Dispose();

    [Benchmark(Description = "FullRanking.Rank")]
    public FullRankingResult Rank()
    {
        PreparedData data = SyntheticData.Prepared;
        return FullRanking.Rank(data, Phase.Test, _block, K, (users, scores) => _scorer.Score(Array.ConvertAll(users.ToArray(), user => data.QueryOf(user, Phase.Test, K)), scores));
    }

    [GlobalCleanup]
    public void CleanUp()
    {
        foreach (IModelRunner graph in _graphs.Values) graph.Dispose();
        _users.Dispose();
        _items.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static Tensor Normal(Rng rng, int rows, int columns)
    {
        float[] values = [.. Enumerable.Range(0, rows * columns).Select(_ => (float)rng.NextGaussian())];
        return tensor(values, new long[] { rows, columns });
    }

    private IModelRunner Open(IGraph graph)
    {
        string path = Path.Combine(_folder, graph.Info.File);
        OnnxExport.Write(graph, path, []);
        return new OnnxModel(path, graph.Info, threads: 0);
    }
}
