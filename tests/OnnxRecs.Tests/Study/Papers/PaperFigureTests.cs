using OnnxRecs.Study.Papers;

namespace OnnxRecs.Tests.Study.Papers;

public class PaperFigureTests
{
    private static readonly PaperFigure AtLeast = new("NDCG@10", 0.1821, 0.182);
    private static readonly PaperFigure AtMost = new("RMSE", 0.8948, 0.8948) { IsFromMemory = true };
    private static readonly PaperFigure Within = new("HR@10", 0.4533, 0.4533) { Within = 0.002 };
    private static readonly PaperFigure Shown = new("precision@10", 0.8497);

    [Theory]
    [InlineData(0.182, true)]
    [InlineData(0.3, true)]
    [InlineData(0.1819, false)]
    public void IsReachedBy_HigherIsBetter_AtLeast(double value, bool reached) => Assert.Equal(reached, AtLeast.IsReachedBy(value));

    [Theory]
    [InlineData(0.8948, true)]
    [InlineData(0.5, true)]
    [InlineData(0.8949, false)]
    public void IsReachedBy_LowerIsBetter_AtMost(double value, bool reached) => Assert.Equal(reached, AtMost.IsReachedBy(value));

    [Theory]
    [InlineData(0.4514, true)]
    [InlineData(0.4552, true)]
    [InlineData(0.4512, false)]
    [InlineData(0.4554, false)]
    public void IsReachedBy_Within_OnEitherSide(double value, bool reached) => Assert.Equal(reached, Within.IsReachedBy(value));

    [Fact]
    public void IsReachedBy_NoGoal_Anything() => Assert.True(Shown.IsReachedBy(0));

    [Fact]
    public void Texts_SayWhatIsAskedAndWhatIsUncertain()
    {
        Assert.Equal(("at least 0.1820", "0.1821"), (AtLeast.GoalText, AtLeast.PublishedText));
        Assert.Equal(("at most 0.8948", "~0.8948"), (AtMost.GoalText, AtMost.PublishedText));
        Assert.Equal("0.4533 within 0.002", Within.GoalText);
        Assert.Equal("", Shown.GoalText);
    }
}
