using OnnxRecs.Data;
using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Tests.Study.Analysis;

public sealed class ColdUsersTests
{
    [Fact]
    public void Of_Users_AreGroupedByTrainingEvents()
    {
        // Of n events max(1, round(n / 10)) each go to test and validation, from 3 on. Users have 0, 1, 2, 3, 4, 6, 7 events; in training 0
        // (and no event at all), 1, 2, 1, 2, 4, 5.
        int[] counts = [0, 1, 2, 3, 4, 6, 7];
        (int, int)[] pairs = [.. counts.SelectMany((count, user) => Enumerable.Range(0, count).Select(item => (user, item)))];
        Interactions events = SmallSets.Events(7, 7, pairs);

        ColdUsers cold = ColdUsers.Of(events, events.Counts());

        Assert.Equal([new("0", 0), new("1", 2), new("2", 2), new("3-4", 1), new("5+", 1)], cold.Users);
        Assert.Equal(5, cold.Cold);
        Assert.Equal("temporal-user 80/10/10", cold.Split);
        // Item i is met by all users with more than i events: 6, 5, 4, 3, 2, 2, 1.
        Assert.Equal(5, cold.ColdItems);
    }
}
