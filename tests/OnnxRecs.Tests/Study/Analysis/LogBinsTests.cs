using FsCheck.Fluent;
using OnnxRecs.Study.Analysis;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class LogBinsTests
{
    [Theory]
    [InlineData(1, 1, new double[] { 1, 2 })]
    [InlineData(1, 2, new double[] { 1, 2, 4 })]
    [InlineData(3, 9, new double[] { 2, 4, 8, 16 })]
    [InlineData(8, 31, new double[] { 8, 11, 16, 23, 32 })] // powers of the square root of 2: 8, 11.3, 16, 22.6, 32
    [InlineData(12, 12, new double[] { 11, 16 })]
    public void Edges_HoldTheRange(double min, double max, double[] expected) => Assert.Equal(expected, LogBins.Edges(min, max));

    [Fact]
    public void IndexOf_AnyValue_LiesInItsBin() => Properties.Hold(Gen.Choose(1, 3000).Two(), pair =>
    {
        (int min, int max) = (Math.Min(pair.Item1, pair.Item2), Math.Max(pair.Item1, pair.Item2));
        double[] edges = LogBins.Edges(min, max);
        foreach (int value in (int[])[min, max, (min + max) / 2])
        {
            int bin = LogBins.IndexOf(edges, value);
            Assert.True(edges[bin] <= value && value < edges[bin + 1], $"{value} is not in {edges[bin]} .. {edges[bin + 1]}");
        }
    });
}
