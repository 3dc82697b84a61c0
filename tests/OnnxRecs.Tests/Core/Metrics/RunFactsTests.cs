using OnnxRecs.Data;
using OnnxRecs.Metrics;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class RunFactsTests
{
    [Fact]
    public void LikedBy_Phase_KnowsNothingOfItsOwnEvents()
    {
        PreparedData made = MadeData.Of(3, [[0]], [[1]]);
        var data = new PreparedData(made.Facts, new Split(made.Split.Train, Validation: made.Split.Test, Test: made.Split.Validation, "by hand"), made.Relevance);

        Assert.Equal([0, 1], new RunFacts(data).LikedBy(0).ToArray());
        Assert.Equal([0], new RunFacts(data, phase: Phase.Validation).LikedBy(0).ToArray());
    }
}
