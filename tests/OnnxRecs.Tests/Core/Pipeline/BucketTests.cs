using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Core.Pipeline;

public class BucketTests
{
    private static Query Known(string id) => new(0, [], [], 1) { UserId = id };

    [Fact]
    public void Of_IsFixedForever()
    {
        // printf 'b\0user 42' | sha256sum begins with 16 digits whose first 53 bits are the number: whoever divides users elsewhere gets the same.
        Assert.Equal(BucketOfShell, Bucket.Of("b", "user 42"));
        Assert.NotEqual(Bucket.Of("b", "user 42"), Bucket.Of("c", "user 42"));
    }

    [Fact]
    public void IsIn_ManyUsers_IsTheShareAndIndependentBetweenExperiments()
    {
        const int Users = 20_000;
        int one = 0, both = 0;
        for (int user = 0; user < Users; user++)
        {
            bool first = Bucket.IsIn("a", 0.3, Known($"{user}")), second = Bucket.IsIn("b", 0.5, Known($"{user}"));
            if (first) one++;
            if (first && second) both++;
        }
        // Four standard deviations: sqrt(.3 * .7 / 20,000) = .0032, sqrt(.15 * .85 / 20,000) = .0025
        Assert.InRange((double)one / Users, 0.287, 0.313);
        Assert.InRange((double)both / Users, 0.14, 0.16);
    }

    [Fact]
    public void IsIn_NobodyAndEverybody()
    {
        Assert.False(Bucket.IsIn("a", 0, Known("1")));
        Assert.True(Bucket.IsIn("a", 1, Known("1")));
        Assert.False(Bucket.IsIn("a", 1, new Query(0, [1], [1], 1)));
    }

    private const double BucketOfShell = 0.07890929106443978;
}
