using OnnxRecs.Data;
using OnnxRecs.Features;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Tests.Models.Features;

public sealed class UserFeaturesTests
{
    [Fact]
    public void People_KnownAndUnknownValues_AreRowsOfOneTable()
    {
        var weights = new WeightSet(new Rng(1));

        Assert.NotNull(UserFeatures.People(weights, "people", Data(new UserCatalog([17, 25, 0], ["M", "F", ""], ["writer", "", ""])), dim: 2));

        // Seven age groups (17 is in that from 1, 25 in that from 25), then F and M, then writer; 10 is padding. The last row is the unknown user's.
        Assert.Equal([0, 8, 9, 2, 7, 10, 10, 10, 10, 10, 10, 10], weights.All.Single(weight => weight.Name == "people.table").Values);
    }

    [Fact]
    public void People_NothingKnown_HasNoWeights()
    {
        var weights = new WeightSet(new Rng(1));

        Assert.Null(UserFeatures.People(weights, "people", Data(UserCatalog.Unknown(3)), dim: 2));
        Assert.Empty(weights.All);
    }

    private static PreparedData Data(UserCatalog people)
    {
        var events = Interactions.Create([0, 1, 2], [0, 0, 0], [5, 5, 5], [1, 2, 3], 3, 1);
        Interactions none = events.Where(_ => false);
        var facts = new DatasetFacts("made", "none", ValueKind.Rating, new IdMap(["a", "b", "c"]), new IdMap(["i"]), new ItemCatalog(["i"], [0], [], [[]]), people);
        return new PreparedData(facts, new Split(events, none, none, "by hand"), 4);
    }
}
