using OnnxRecs.Metrics;
using OnnxRecs.Study.Funnel;

namespace OnnxRecs.Tests.Study.Funnel;

public sealed class StageListsTests
{
    [Fact]
    public void Take_HandWorked()
    {
        var targets = new Targets([[1, 2, 3], [4]]);
        var stage = new StageLists("any", 2);

        stage.Take(0, [9, 3, 1], 2, targets, targets.Where(item => item < 3), targets.Where(item => item >= 3));
        stage.Take(1, [], 2, targets, targets.Where(item => item < 3), targets.Where(item => item >= 3));

        Assert.Equal([[9, 3], []], stage.Heads);
        Assert.Equal([3, 0], stage.Lengths);
        Assert.Equal([2.0 / 3, 0], stage.Kept);
        Assert.Equal([1.0 / 2, double.NaN], stage.KeptOfHead); // 1 of 1 and 2; user 1 looks for none of these
        Assert.Equal([1.0, 0], stage.KeptOfTail);
    }
}
