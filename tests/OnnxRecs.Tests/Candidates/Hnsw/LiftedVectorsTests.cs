using OnnxRecs.Candidates.Hnsw;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public class LiftedVectorsTests
{
    [Fact]
    public void SquaredRadius_TenNorms_IsTheOneAtNineTenths() =>
        Assert.Equal(81, LiftedVectors.SquaredRadius([100, 1, 4, 9, 81, 16, 25, 36, 49, 64]));

    [Fact]
    public void Lift_ShortVector_IsWhatItLacks() => Assert.Equal(4, LiftedVectors.Lift(squaredNorm: 9, squaredRadius: 25));

    [Fact]
    public void Lift_LongVector_IsZero() => Assert.Equal(0, LiftedVectors.Lift(squaredNorm: 26, squaredRadius: 25));
}
