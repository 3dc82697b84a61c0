using OnnxRecs.Benchmarks.Search;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Models.Classical;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Train;
using static TorchSharp.torch;

namespace OnnxRecs.Benchmarks.Classical;

/// <summary>
/// A sweep of iALS (all users, then all items) beside its bound: the time of its operations at the rate at which libtorch multiplies square matrices of floats.
/// The product is taken between the sweeps, so that a busy machine slows both.
/// </summary>
internal static class IalsComparison
{
    private const int Sweeps = 9;
    private const int WarmUpSweeps = 3; // until all that is hot is compiled for good
    private const int ProductsInATurn = 4;
    private const int Size = 1024; // of the square matrices

    private static readonly (int Factors, int BlockSize)[] Shapes = [(64, 0), (128, 0), (192, 0), (192, 64), (512, 0), (512, 128), (512, 64)];

    public static void Run(PreparedData data, TextWriter output)
    {
        output.WriteLine("| iALS: factors | in blocks of | GFLOP a sweep | ms a sweep | GFLOP/s | product, GFLOP/s | sweep / bound |");
        output.WriteLine("| ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach ((int factors, int blockSize) in Shapes)
        {
            var model = new Ials(new IalsOptions { Factors = factors, BlockSize = blockSize, Epochs = WarmUpSweeps + Sweeps + 1 }, data, new WeightSet(new Rng(1)));
            using var clock = new SweepClock();
            model.Fit(new FitContext("ials", new TorchAlgebra(threads: 1), Seed: 1, Threads: 1, clock, CancellationToken.None));
            double work = Operations(data, factors, blockSize), product = 2.0 * Size * Size * Size;
            double[] sweeps = [.. clock.Sweeps.Skip(WarmUpSweeps)], products = [.. clock.Products.Skip(WarmUpSweeps)];
            double[] bounds = [.. products.Select(seconds => work / product * seconds)];
            double sweep = Ratio.MedianOf(sweeps);
            string blocks = blockSize == 0 ? "" : $"{blockSize}";
            output.WriteLine($"| {factors} | {blocks} | {work / 1e9:F1} | {sweep * 1e3:F0} | {work / sweep / 1e9:F0} | {product / Ratio.MedianOf(products) / 1e9:F0} | {Ratio.Of(sweeps, bounds)} |");
        }
    }

    /// <summary>
    /// What a sweep cannot do without, a multiplication and an addition each counted: for either side and each like D (b + 1) for the upper half of its outer product and 2 D for the
    /// right-hand side; for each row D b^2 / 3 for the factors, 2 D b for the triangular systems, and D (D + 1) for its share in what all matrices begin with. Where
    /// blocks b are less than D, also 4 D for a like's error before and after, and 2 D^2 for a row's gradient.
    /// </summary>
    private static double Operations(PreparedData data, double d, int blockSize)
    {
        double likes = 2.0 * data.TrainPositives.Count, rows = data.UserCount + data.ItemCount, b = blockSize == 0 ? d : blockSize;
        double work = likes * (d * (b + 1) + 2 * d) + rows * (d * b * b / 3 + 2 * d * b + d * (d + 1));
        return b < d ? work + likes * 4 * d + rows * 2 * d * d : work;
    }

    /// <summary>Times the sweeps by the fit's reports of progress, and the product between them.</summary>
    private sealed class SweepClock : IReporter, IDisposable
    {
        private readonly Tensor _a = Normal(1), _b = Normal(2);
        private double _start;

        /// <summary>CPU seconds.</summary>
        public List<double> Sweeps { get; } = [];

        /// <summary>CPU seconds of one, after each sweep.</summary>
        public List<double> Products { get; } = [];

        public void Message(string text) { }

        public void Progress(string task, double fraction, string detail)
        {
            double now = Environment.CpuUsage.TotalTime.TotalSeconds;
            for (int i = 0; i < ProductsInATurn; i++) _a.matmul(_b).Dispose();
            double end = Environment.CpuUsage.TotalTime.TotalSeconds;
            if (fraction > 0) // before the first sweep there is none
            {
                Sweeps.Add(now - _start);
                Products.Add((end - now) / ProductsInATurn);
            }
            _start = end;
        }

        public void Dispose()
        {
            _a.Dispose();
            _b.Dispose();
        }

        private static Tensor Normal(ulong seed)
        {
            var rng = new Rng(seed);
            float[] values = new float[Size * Size];
            foreach (ref float value in values.AsSpan()) value = (float)rng.NextGaussian();
            return from_array(values).reshape(Size, Size);
        }
    }
}
