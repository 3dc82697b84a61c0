using OnnxRecs.Layers;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Tests.Models.Layers;

public sealed class FeatureBagTests
{
    [Fact]
    public void Apply_Rows_GivesTheMeanOfTheirFeatures()
    {
        var weights = new WeightSet(new Rng(1));
        FeatureBag bag = FeatureBag.Of(weights, "genres", [[0, 2], [1], []], features: 3, dim: 2)!;
        ((float[])[1, 10, 2, 20, 5, 50, 99, 99]).CopyTo(weights.All.Single(weight => weight.Name == "genres.vectors").Values, 0);

        ArrayTensor result = bag.Apply(new ArrayOps(), ArrayTensor.From([1L, 0, 2, 0], 4));

        Assert.Equal([4, 2], result.Dims);
        // (1 + 5) / 2 and (10 + 50) / 2; the 99s are padding.
        Assert.Equal([2, 20, 3, 30, 0, 0, 3, 30], result.Values);
    }

    [Fact]
    public void Of_NoFeatures_HasNoWeights()
    {
        var weights = new WeightSet(new Rng(1));

        Assert.Null(FeatureBag.Of(weights, "genres", [[], []], features: 0, dim: 2));
        Assert.Empty(weights.All);
    }
}
