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
/// The fit of EASE beside the bare calls that a dense one consists of, in double precision as it is: X^T X as a product of matrices that lie ready (BLAS), and the inverse by its
/// Cholesky factor (LAPACK's potrf and potri, through libtorch). The sides take turns.
/// </summary>
internal static class EaseComparison
{
    private const int Rounds = 5;
    private const double Lambda = 500;

    public static void Run(PreparedData data, TextWriter output)
    {
        double[] fits = new double[Rounds], counts = new double[Rounds], products = new double[Rounds], inverses = new double[Rounds];
        using Tensor x = Dense(data), lambda = Diagonal(data.ItemCount);
        for (int round = -1; round < Rounds; round++)
        {
            double counted = 0, start = Now();
            var whenCounted = new OnProgress(() => counted = Now());
            new Ease(new EaseOptions { Regularization = Lambda }, data, new WeightSet(new Rng(1)))
                .Fit(new FitContext("ease", new TorchAlgebra(threads: 1), Seed: 1, Threads: 1, whenCounted, CancellationToken.None));
            double fitted = Now();
            using Tensor gram = x.t().matmul(x);
            double multiplied = Now();
            gram.add_(lambda);
            double before = Now();
            Invert(gram);
            double inverted = Now();
            if (round < 0) continue; // warm-up
            (fits[round], counts[round], products[round], inverses[round]) = (fitted - start, counted - start, multiplied - fitted, inverted - before);
        }
        output.WriteLine("| EASE | s | beside | s | ratio |");
        output.WriteLine("| --- | ---: | --- | ---: | ---: |");
        Row("what is liked together", counts, "X^T X", products);
        Row("inverse and weights", [.. fits.Zip(counts, (fit, count) => fit - count)], "factor and inverse", inverses);
        Row("all of it", fits, "factor and inverse", inverses);
        Row("all of it", fits, "X^T X, factor and inverse", [.. products.Zip(inverses, (product, inverse) => product + inverse)]);

        void Row(string own, double[] ours, string other, double[] theirs) =>
            output.WriteLine($"| {own} | {Ratio.MedianOf(ours):F2} | {other} | {Ratio.MedianOf(theirs):F2} | {Ratio.Of(ours, theirs)} |");
    }

    private static double Now() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static void Invert(Tensor gram)
    {
        (Tensor factor, Tensor failed) = linalg.cholesky_ex(gram);
        cholesky_inverse(factor).Dispose();
        factor.Dispose();
        failed.Dispose();
    }

    private static Tensor Dense(PreparedData data)
    {
        Interactions likes = data.TrainPositives;
        double[] x = new double[(long)data.UserCount * data.ItemCount];
        for (int i = 0; i < likes.Count; i++) x[(long)likes.Users[i] * data.ItemCount + likes.Items[i]] = 1;
        return from_array(x).reshape(data.UserCount, data.ItemCount);
    }

    private static Tensor Diagonal(int n)
    {
        double[] values = new double[(long)n * n];
        for (int i = 0; i < n; i++) values[(long)i * n + i] = Lambda;
        return from_array(values).reshape(n, n);
    }

    /// <summary>Each report calls; the last one says that the inversion begins.</summary>
    private sealed class OnProgress(Action call) : IReporter
    {
        public void Message(string text) { }

        public void Progress(string task, double fraction, string detail) => call();
    }
}
