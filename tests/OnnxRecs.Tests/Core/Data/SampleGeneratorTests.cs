using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data;

public sealed class SampleGeneratorTests
{
    [Theory]
    [InlineData("ratings.csv")]
    [InlineData("movies.csv")]
    [InlineData("README.md")]
    public void Write_Defaults_GivesTheShippedSampleByteForByte(string file)
    {
        using var folder = new TempFolder();

        SampleGenerator.Write(new SampleOptions(), folder.Path);

        Assert.Equal(File.ReadAllBytes(Path.Combine(Repository.Root, "data", "sample", file)), File.ReadAllBytes(folder[file]));
    }

    [Fact]
    public void Write_OtherSeed_GivesOtherRatings()
    {
        using var folder = new TempFolder();
        var small = new SampleOptions { UserCount = 20, FilmCount = 200, RatingCount = 1_000 };

        SampleGenerator.Write(small, folder["one"]);
        SampleGenerator.Write(small with { Seed = 1 }, folder["two"]);

        Assert.NotEqual(File.ReadAllText(folder["one/ratings.csv"]), File.ReadAllText(folder["two/ratings.csv"]));
    }

    [Fact]
    public void Sample_IsShapedLikeRealRatings()
    {
        Dataset data = LoaderCatalog.Get("sample").Load(Path.Combine(Repository.Root, "data", "sample"));
        Interactions events = data.Interactions;

        Assert.Equal((600, 1200), (data.Facts.Users.Count, data.Facts.Items.Count));
        Assert.InRange(events.Count, 49_000, 51_000);
        Assert.InRange(events.Values.Average(), 3.4, 3.7);
        Assert.InRange(events.Values.Count(value => value >= 4) / (double)events.Count, 0.52, 0.58);
        Assert.True(Enumerable.Range(0, events.UserCount).All(user => events.HistoryOf(user).Length >= 20));
        int[] byPopularity = [.. events.Items.CountBy(item => item).Select(pair => pair.Value).OrderDescending()];
        Assert.InRange(byPopularity.Take(120).Sum() / (double)events.Count, 0.25, 0.5);
    }

    [Fact]
    public void Write_ContradictoryOptions_NamesAllProblemsAtOnce()
    {
        var options = new SampleOptions { TasteCount = 1, RatingCount = 5, CrowdShare = double.NaN };

        var error = Assert.Throws<InputException>(() => SampleGenerator.Write(options, "nowhere"));

        Assert.Equal("Sample options: TasteCount is 1, expected at least 2; RatingCount is 5, expected at least 12000; CrowdShare is NaN, expected 0 to 1.", error.Message);
    }
}
