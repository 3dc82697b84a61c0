using OnnxRecs.Metrics.Ratings;

namespace OnnxRecs.Tests.Core.Metrics.Ratings;

public sealed class RatingErrorTests
{
    [Fact]
    public void Rmse_SquaresErrors() => Assert.Equal(Math.Sqrt((1 + 9) / 2.0), Rmse.Of([3, 5], [4, 2]), 12);

    [Fact]
    public void Mae_TakesThemAsTheyAre() => Assert.Equal((1 + 3) / 2.0, Mae.Of([3, 5], [4, 2]), 12);

    [Fact]
    public void Errors_NothingPredicted_HaveNoValue() => Assert.Equal((double.NaN, double.NaN), (Rmse.Of([], []), Mae.Of([], [])));

    [Fact]
    public void Errors_LengthsDiffer_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => Rmse.Of([1], []));
        Assert.Throws<ArgumentException>(() => Mae.Of([1], []));
    }
}
