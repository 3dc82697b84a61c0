using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Core.Pipeline;

public class AgreementTests
{
    [Theory]
    [InlineData(2f, 2f, 1, 0)]
    [InlineData(2f, 2.5f, 1, 0.25)]       // 0.5 / 2
    [InlineData(0.5f, 0.25f, 1, 0.25)]    // below the scale: 0.25 / 1
    [InlineData(0.5f, 0.25f, 0.1, 0.5)]   // above it: 0.25 / 0.5
    [InlineData(0f, 0.25f, 0.5, 0.5)]
    [InlineData(-4f, 4f, 1, 2)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity, 1, 0)]
    [InlineData(1f, float.NaN, 1, double.PositiveInfinity)]
    [InlineData(float.NaN, 1f, 1, double.PositiveInfinity)]
    public void Difference_IsRelativeToTheLargerOfValueAndScale(float expected, float actual, double scale, double difference) =>
        Assert.Equal(difference, Agreement.Difference(expected, actual, scale), 1e-7);

    [Theory]
    [InlineData(new[] { 3f, -7f }, 1)]
    [InlineData(new[] { 0.25f, -0.5f }, 0.5)]
    [InlineData(new[] { 0f, 0f }, 1)]
    [InlineData(new float[0], 1)]
    public void Scale_IsOneOrTheLargestOfSmallValues(float[] values, double scale) => Assert.Equal(scale, Agreement.ScaleOf([values, ReadOnlyMemory<float>.Empty]));

    [Fact]
    public void ListDifference_SameOrder_IsZero()
    {
        Assert.Equal(0, Agreement.ListDifference([1, 3, 2], [10, 30, 20], 2, 1, out bool same));
        Assert.True(same);
    }

    [Fact]
    public void ListDifference_NeighboursChangedPlaces_IsWhatTheyDifferBy()
    {
        // One lists 0, 1 and the other 1, 0. By the one 4 stands where 3.5 would: 0.5 / 4 and 0.5 / 3.5; by the other 5 where 4: 1 / 5 and 1 / 4.
        Assert.Equal(0.25, Agreement.ListDifference([4, 3.5f, 1], [4, 5, 1], 2, 1, out bool same), 1e-7);
        Assert.False(same);
    }

    [Fact]
    public void ListDifference_GoodItemIsMissing_IsWhatItIsBetterBy() =>
        // One lists 2, the other 0. By the one 2 has 8 and 0 has 2: 6 / 8; by the other 2 has 1 where 0 has 2: 1 / 2.
        Assert.Equal(0.75, Agreement.ListDifference([2, 0, 8], [2, 0, 1], 1, 1, out _), 1e-7);

    [Fact]
    public void ListDifference_BelowTheList_DoesNotCount() => Assert.Equal(0, Agreement.ListDifference([9, 1, 2], [9, 2, 1], 1, 1, out _));

    [Fact]
    public void ListDifference_ScoreThatIsNoNumber_IsInfinite() =>
        Assert.Equal(double.PositiveInfinity, Agreement.ListDifference([9, 1, 2], [9, float.NaN, 1], 3, 1, out _));
}
