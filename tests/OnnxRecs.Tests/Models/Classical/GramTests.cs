using OnnxRecs.Models.Classical;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Models.Classical;

public sealed class GramTests
{
    [Theory]
    [InlineData(1, 3)]
    [InlineData(5, 16)]
    [InlineData(7, 45)] // more than one strip
    [InlineData(300, 80)] // more vectors than stay in the cache
    public void Add_UpperHalf_GrowsByTheSumOfProducts(int count, int width)
    {
        int padded = MatrixProduct.Padded(width), stride = padded + 16;
        var rng = new Rng(5);
        float[] x = [.. Enumerable.Range(0, count * stride).Select(_ => (float)rng.NextGaussian())], before = [.. Enumerable.Range(0, width * stride).Select(_ => (float)rng.NextGaussian())];
        float[] matrix = [.. before];

        Gram.Add(x, count, width, stride, matrix, stride);

        for (int i = 0; i < width; i++)
        {
            for (int j = i; j < width; j++)
                Assert.Equal(before[i * stride + j] + Enumerable.Range(0, count).Sum(k => (double)x[k * stride + i] * x[k * stride + j]), matrix[i * stride + j], 1e-3);
            Assert.Equal(before[(i * stride + padded)..((i + 1) * stride)], matrix[(i * stride + padded)..((i + 1) * stride)]);
        }
    }
}
