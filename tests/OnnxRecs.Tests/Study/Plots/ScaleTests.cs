using OnnxRecs.Study.Plots;

namespace OnnxRecs.Tests.Study.Plots;

public sealed class ScaleTests
{
    [Fact]
    public void Linear_PlacesByDifference()
    {
        Scale scale = Scale.Linear(10, 30);

        Assert.Equal([0, 0.25, 1], new double[] { 10, 15, 30 }.Select(scale.Share));
    }

    [Fact]
    public void Log_PlacesByRatio()
    {
        Scale scale = Scale.Log(1, 10_000);

        Assert.Equal([0, 0.25, 0.5, 1], new double[] { 1, 10, 100, 10_000 }.Select(value => Math.Round(scale.Share(value), 12)));
    }

    [Fact]
    public void Share_Outside_IsAtTheNearerEnd()
    {
        Assert.Equal((0, 1), (Scale.Linear(1, 5).Share(0), Scale.Linear(1, 5).Share(9)));
        Assert.Equal((0, 1), (Scale.Log(1, 5).Share(0), Scale.Log(1, 5).Share(9)));
    }

    [Fact]
    public void OneValue_GetsRoom()
    {
        Assert.Equal((3, 4), (Scale.Linear(3, 3).Min, Scale.Linear(3, 3).Max));
        Assert.Equal((3, 6), (Scale.Log(3, 3).Min, Scale.Log(3, 3).Max));
    }
}
