using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public class LiftedVectorsTests
{
    [Fact]
    public void Product_EqualNorms_IsThePlainOne()
    {
        var lifted = new LiftedVectors(new VectorTable([3, 4, -5, 0, 0, 5], 2));
        Assert.Equal(-15, lifted.Product(0, 1));
        Assert.Equal(20, lifted.Product(0, 2));
    }

    [Fact]
    public void Product_ShortVectors_AddsWhatTheyLackToR()
    {
        // Of ten squared norms 1, 4, 9 ... 100 the one at place (int)(.9 * 9) = 8 is R^2 = 81. Lifts: sqrt 80, sqrt 77, ...
        var lifted = new LiftedVectors(new VectorTable([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 1));
        Assert.Equal(2 + Math.Sqrt(80.0 * 77), lifted.Product(0, 1), 1e-4);
        Assert.Equal(81, lifted.Product(4, 4), 1e-4);
        Assert.Equal(10, lifted.Product(0, 9));
    }
}
