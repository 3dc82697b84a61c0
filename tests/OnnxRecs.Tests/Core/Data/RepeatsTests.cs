using OnnxRecs.Config;
using OnnxRecs.Data;

namespace OnnxRecs.Tests.Core.Data;

public sealed class RepeatsTests
{
    // User 0 meets item 0 at 1, 2 and 4 with values 1, 2 and 4, and item 1 at 3; user 1 meets item 0 once.
    private static readonly Interactions Events = Interactions.Create([0, 0, 0, 0, 1], [0, 0, 1, 0, 0], [1, 2, 3, 4, 5], [1, 2, 3, 4, 1], 2, 2);

    [Theory]
    [InlineData("last", new[] { 3f, 4, 5 })]
    [InlineData("first", new[] { 1f, 3, 5 })]
    [InlineData("sum", new[] { 3f, 7, 5 })] // 1 + 2 + 4 where the last one stood
    [InlineData("all", new[] { 1f, 2, 3, 4, 5 })]
    public void Resolve_EachRule_KeepsWhatItSays(string rule, float[] expected) =>
        Assert.Equal(expected, Repeats.Resolve(Made.Dataset(Events), new FilterOptions { Repeats = rule }).Interactions.Values);

    [Theory]
    [InlineData(ValueKind.Rating, new[] { 3f, 4, 5 })]
    [InlineData(ValueKind.Count, new[] { 3f, 7, 5 })]
    [InlineData(ValueKind.Event, new[] { 1f, 2, 3, 4, 5 })]
    public void Resolve_Auto_GoesByTheKindOfValues(ValueKind kind, float[] expected) =>
        Assert.Equal(expected, Repeats.Resolve(Made.Dataset(Events, kind), new FilterOptions()).Interactions.Values);

    [Fact]
    public void Resolve_Repeats_AreCountedInANoteAndLeavePublishedSplitsInStep()
    {
        Dataset data = Repeats.Resolve(Made.Dataset(Events, new PublishedSplit("u1", [true, false, true, false, true])), new FilterOptions());

        Assert.Equal(["2 events repeat a user's earlier one with the same item; of these the last counts"], data.Facts.Notes);
        Assert.Equal([true, false, true], data.PublishedSplits[0].IsTest); // item 1 at 3, item 0 at 4, user 1
    }

    [Fact]
    public void Resolve_NoRepeats_ChangesNothing()
    {
        Dataset data = Made.Dataset(Events.Where(i => i > 1));

        Assert.Same(data, Repeats.Resolve(data, new FilterOptions()));
    }
}
