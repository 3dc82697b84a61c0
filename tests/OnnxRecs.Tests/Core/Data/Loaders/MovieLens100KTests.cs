using System.Text;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class MovieLens100KTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ReadsTabsLatin1AndGenreColumns()
    {
        Dataset data = Load("5\t7\t3\t20\n5\t6\t4\t10\n", "6|Caf\u00e9 (1990)|d||http|0|1|1\n7|unknown||||1|0|0\n8|Unrated (1991)|d||http|0|0|1\n");

        Assert.Equal(["6", "7"], data.Facts.Items.Ids);
        Assert.Equal(["Caf\u00e9 (1990)", "unknown"], data.Facts.Catalog.Titles);
        Assert.Equal([1990, 0], data.Facts.Catalog.Years);
        Assert.Equal(["Action", "Drama"], data.Facts.Catalog.GenreNames);
        Assert.Equal([[0, 1], []], data.Facts.Catalog.Genres);
        Assert.Equal([0, 1], data.Interactions.HistoryOf(0));
    }

    [Theory]
    [InlineData("6|A|d||http|0|2|1\n", "u.item, line 1: Action is '2', expected 0 or 1")]
    [InlineData("6|A|d||http|0|1\n", "u.item, line 1: the row ends before Drama")]
    [InlineData("6|A|d||http|0|1|1|0\n", "u.item, line 1: the end of the row is '0', expected nothing more")]
    public void Load_MalformedItem_NamesPlaceFoundAndExpected(string items, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load("5\t6\t3\t20\n", items));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [RealDataFact("ml-100k.zip")]
    public void Load_Published_HasThePublishedCounts()
    {
        Dataset data = LoaderCatalog.Get("ml-100k").Load(RealDataFactAttribute.PathOf("ml-100k.zip"));

        Assert.Equal((100_000, 943, 1_682), (data.Interactions.Count, data.Facts.Users.Count, data.Facts.Items.Count));
        Assert.Equal(18, data.Facts.Catalog.GenreNames.Length);
        Assert.Equal(21, data.Facts.People.Occupations.Distinct().Count());
        Assert.Equal(["u1", "u2", "u3", "u4", "u5"], data.PublishedSplits.Select(split => split.Name));
        // The five test parts are disjoint and together everything: 5 x 20,000 = 100,000.
        Assert.All(data.PublishedSplits, split => Assert.Equal(20_000, split.IsTest.Count(isTest => isTest)));
        Assert.All(Enumerable.Range(0, 100_000), e => Assert.Single(data.PublishedSplits, split => split.IsTest[e]));
    }

    private Dataset Load(string ratings, string items)
    {
        _folder.Write("u.data", ratings);
        _folder.Write("u.item", Encoding.Latin1.GetBytes(items));
        _folder.Write("u.genre", "unknown|0\nAction|1\nDrama|2\n\n");
        _folder.Write("u.user", "5|24|M|technician|85711\n");
        // Each row is tested once: the first row in u1, the second in u2, none in u3, both in u4 and u5.
        string[] rows = [.. ratings.Split('\n').Where(row => row.Length > 0).Select(row => row + "\n")];
        for (int fold = 1; fold <= MovieLens100K.FoldCount; fold++)
        {
            bool[] isTest = [.. rows.Select((_, i) => fold >= 4 || i == fold - 1)];
            _folder.Write($"u{fold}.test", string.Concat(rows.Where((_, i) => isTest[i])));
            _folder.Write($"u{fold}.base", string.Concat(rows.Where((_, i) => !isTest[i])));
        }
        return LoaderCatalog.Get("ml-100k").Load(_folder.Path);
    }
}
