using OnnxRecs.Study.Frontier;

namespace OnnxRecs.Tests.Study.Frontier;

public sealed class SettingGridTests
{
    [Fact]
    public void Parse_TwoPaths_GivesAllCombinationsTheLastFastest()
    {
        var grid = SettingGrid.Parse(["rank.a.x=0,0.50", "rank.b.y=1,2,3"]);

        Assert.Equal(["rank.a.x", "rank.b.y"], grid.Paths);
        Assert.Equal(["0 1", "0 2", "0 3", "0.50 1", "0.50 2", "0.50 3"], grid.Combinations.Select(each => string.Join(' ', each.Select(value => value.Value))));
        Assert.Equal("--over rank.b.y=2", grid.Combinations[1][1].Origin);
    }

    [Theory]
    [InlineData("rank.a.form=log, inverse", "log|inverse")]
    [InlineData("rank.a.form=\"x,y\",\"z\"", "\"x,y\"|\"z\"")]
    [InlineData("rank.bans=[],[{\"item\":\"1\",\"positions\":[1,2]}]", "[]|[{\"item\":\"1\",\"positions\":[1,2]}]")]
    public void Parse_ValuesWithCommas_AreKeptWhereTheyAreJson(string argument, string expected) =>
        Assert.Equal(expected.Split('|'), SettingGrid.Parse([argument]).Combinations.Select(each => each[0].Value));

    [Theory]
    [InlineData("rank.mmr.lambda", "expected a path and its values")]
    [InlineData("rank.mmr.lambda=", "expected a path and its values")]
    [InlineData("rank.mmr.lambda=0,,1", "expected a path and its values")]
    [InlineData("rank..lambda=1", "expected a path and its values")]
    [InlineData("=1", "expected a path and its values")]
    [InlineData("candidates.count=100", "only settings of the re-rankers can be varied, below rank")]
    [InlineData("rank.rankers=[\"gru\"]", "rank.rankers is no setting of a re-ranker; set it for all rows with --set")]
    [InlineData("rank.filters.seen.enabled=false", "rank.filters is no setting of a re-ranker")]
    public void Parse_Wrong_SaysWhat(string argument, string expected)
    {
        var error = Assert.Throws<InputException>(() => SettingGrid.Parse([argument]));

        Assert.StartsWith($"--over {argument}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_PathTwice_SaysWhich() => Assert.Contains(
        "rank.a.x is varied already", Assert.Throws<InputException>(() => SettingGrid.Parse(["rank.a.x=0", "rank.b.y=1", "rank.a.x=2"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Parse_TooMany_SaysHowMany()
    {
        string values = string.Join(',', Enumerable.Range(0, 32));

        Assert.Contains("1,024 combinations", Assert.Throws<InputException>(() => SettingGrid.Parse([$"rank.a.x={values}", $"rank.b.y={values}"])).Message, StringComparison.Ordinal);
    }
}
