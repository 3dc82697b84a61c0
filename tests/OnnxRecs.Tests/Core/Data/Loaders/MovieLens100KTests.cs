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
    }

    private Dataset Load(string ratings, string items)
    {
        _folder.Write("u.data", ratings);
        _folder.Write("u.item", Encoding.Latin1.GetBytes(items));
        _folder.Write("u.genre", "unknown|0\nAction|1\nDrama|2\n\n");
        return LoaderCatalog.Get("ml-100k").Load(_folder.Path);
    }
}
