using FsCheck;
using FsCheck.Fluent;
using OnnxRecs.Study.Frontier;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Study.Frontier;

public sealed class ParetoTests
{
    private static Gen<(double X, double Y)[]> AnyPoints { get; } =
        from count in Gen.Choose(0, 12)
        from xs in Gen.Choose(0, 5).ArrayOf(count)
        from ys in Gen.Choose(0, 5).ArrayOf(count)
        select xs.Zip(ys, (x, y) => ((double)x, (double)y)).ToArray();

    [Fact]
    public void Front_HandWorked()
    {
        // (1, 3) and (3, 1) are the ends; (2, 2) lies on it; (1, 2) and (2, 1) are worse in one and no better; (0, 0) in both.
        bool[] front = Pareto.Front([(1, 3), (2, 2), (3, 1), (1, 2), (2, 1), (0, 0)]);

        Assert.Equal([true, true, true, false, false, false], front);
    }

    [Fact]
    public void Front_EqualPoints_AreBothOnIt() => Assert.Equal([true, true, false], Pareto.Front([(1, 1), (1, 1), (1, 0)]));

    [Fact]
    public void Front_NaN_IsOnNoneAndBeatsNone() => Assert.Equal([false, true, false], Pareto.Front([(double.NaN, 9), (1, 1), (9, double.NaN)]));

    [Fact]
    public void Front_NoPoints_IsEmpty() => Assert.Empty(Pareto.Front([]));

    [Fact]
    public void Front_AnyPoints_IsAStaircaseThatBeatsTheRest() => Properties.Hold(AnyPoints, points =>
    {
        bool[] front = Pareto.Front(points);
        (double X, double Y)[] best = [.. points.Where((_, i) => front[i]).Distinct().OrderBy(point => point.X)];

        for (int i = 1; i < best.Length; i++) Assert.True(best[i].X > best[i - 1].X && best[i].Y < best[i - 1].Y);
        Assert.All(points, point => Assert.Contains(best, other => other.X >= point.X && other.Y >= point.Y));
    });
}
