using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Models.Sequence;
using OnnxRecs.Tests.Core.Metrics;

namespace OnnxRecs.Tests.Models;

public class ModelCatalogTests
{
    // One event each, at time 0, which is: unknown.
    private static readonly PreparedData Timeless = MadeData.Of(3, [[0], [1]]);

    private static readonly string[] Ordered = [.. ModelCatalog.Entries.Where(entry => entry.NeedsOrder).Select(entry => entry.Name)];
    private static readonly string[] Others = [.. ModelCatalog.Entries.Where(entry => !entry.NeedsOrder).Select(entry => entry.Name)];

    public static TheoryData<string> OfOrder => [.. Ordered];

    public static TheoryData<string> OfNoOrder => [.. Others];

    [Fact]
    public void NeedsOrder_IsOfNextItemModels()
    {
        Assert.Contains("gru", Ordered);
        Assert.Contains("sasrec", Ordered);
        Assert.Contains("neumf", Others);
        Assert.All(ModelCatalog.Entries, entry => Assert.Equal(entry.NeedsOrder, SmallModels.Options[entry.Name] is SequenceOptions));
    }

    [Theory]
    [MemberData(nameof(OfOrder))]
    public void Create_OrderNeededAndNoTimes_IsRefused(string model)
    {
        string message = Assert.Throws<InputException>(() => Create(model, Timeless)).Message;

        Assert.Equal(
            $"{model} learns from the order of events, and of no event of made the time is known; train one of {string.Join(", ", Others)}, "
            + "or, of a table of your own, name the column in $.table.time or say \"timeUnit\": \"rows\" where the rows stand in the order of time.",
            message);
    }

    [Theory]
    [MemberData(nameof(OfNoOrder))]
    public void Create_OrderNotNeeded_NeedsNoTimes(string model) => Assert.NotNull(Create(model, Timeless));

    [Theory]
    [MemberData(nameof(OfOrder))]
    public void Create_SomeTimesOrTheOrderKnown_IsEnough(string model)
    {
        Assert.NotNull(Create(model, MadeData.Of(3, [[0, 1], [1]])));
        var facts = new DatasetFacts("made", "none", ValueKind.Event, Timeless.Users, Timeless.Items, Timeless.Catalog) { Times = TimeKind.OrderOfUser };
        Assert.NotNull(Create(model, new PreparedData(facts, Timeless.Split, 1)));
    }

    private static IModel Create(string model, PreparedData data) => ModelCatalog.Create(ModelCatalog.Find(model), SmallModels.Options[model], data, seed: 1);
}
