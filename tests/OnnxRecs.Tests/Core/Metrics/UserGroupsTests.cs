using OnnxRecs.Data;
using OnnxRecs.Metrics;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class UserGroupsTests
{
    [Fact]
    public void Of_ColdUsers_AreSlicedByTheirTrainingEvents()
    {
        // Training events: 0, 1, 3, 4, 5, 9.
        PreparedData data = WithCounts(0, 1, 3, 4, 5, 9);

        UserGroup[] groups = UserGroups.Of(data, [0, 1, 2, 3, 4, 5], coldStart: 5);

        Assert.Equal(
            ["all: 0 1 2 3 4 5", "regular: 4 5", "cold: 0 1 2 3", "cold 0: 0", "cold 1: 1", "cold 3-4: 2 3", "heavy: 4 5", "light: 0 1 2 3"],
            groups.Select(group => $"{group.Name}: {string.Join(' ', group.Places)}"));
    }

    [Fact]
    public void Of_NobodyIsCold_HasNoRowsOfIt() =>
        Assert.Equal(["all", "heavy", "light"], UserGroups.Of(WithCounts(5, 6, 7), [0, 1, 2], coldStart: 5).Select(group => group.Name));

    [Fact]
    public void Of_EqualCounts_TheLowerIndexIsHeavier()
    {
        // Judged are users 1 .. 4: places 0 .. 3; one of four is heavy, rounded up.
        UserGroup[] groups = UserGroups.Of(WithCounts(9, 2, 3, 3, 1), [1, 2, 3, 4], coldStart: 0);

        Assert.Equal([1], groups.Single(group => group.Name == "heavy").Places);
        Assert.Equal([0, 2, 3], groups.Single(group => group.Name == "light").Places);
    }

    [Fact]
    public void Of_HigherLimit_HasASliceForTheRest() =>
        Assert.Equal([0], UserGroups.Of(WithCounts(7, 20), [0, 1], coldStart: 10).Single(group => group.Name == "cold 5+").Places);

    private static PreparedData WithCounts(params int[] counts) => MadeData.Of(30, [.. counts.Select(count => Enumerable.Range(0, count).ToArray())]);
}
