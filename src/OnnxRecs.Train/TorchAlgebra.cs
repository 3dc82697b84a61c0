using OnnxRecs.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRecs.Train;

/// <summary>Dense linear algebra by the training engine's LAPACK, in double precision on the CPU.</summary>
internal sealed class TorchAlgebra : IDenseAlgebra
{
    public TorchAlgebra(int threads) => TorchDevice.Open("cpu", threads);

    public bool TryInvert(double[] matrix, int n)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGraph = no_grad();
        Tensor whole = Of(matrix, n, n);
        (Tensor factor, Tensor failed) = linalg.cholesky_ex(whole);
        if (failed.item<int>() != 0) return false;
        whole.copy_(cholesky_inverse(factor));
        return true;
    }

    public double[] Eigen(double[] matrix, int n)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGraph = no_grad();
        Tensor whole = Of(matrix, n, n);
        (Tensor values, Tensor vectors) = linalg.eigh(whole);
        whole.copy_(vectors);
        return values.data<double>().ToArray();
    }

    public void Orthonormalise(double[] matrix, int rows, int columns)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGraph = no_grad();
        Tensor whole = Of(matrix, rows, columns);
        whole.copy_(linalg.qr(whole).Q);
    }

    /// <summary>The array's own memory.</summary>
    private static Tensor Of(double[] matrix, int rows, int columns) => from_array(matrix).reshape(rows, columns);
}
