using System.Text;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class HetRecLastFmTests : IDisposable
{
    private const string Counts = "userID\tartistID\tweight\r\n2\t51\t13883\r\n2\t52\t7\r\n3\t51\t1\r\n";
    private const string Taggings = "userID\tartistID\ttagID\tday\tmonth\tyear\r\n2\t52\t1\t1\t5\t2009\r\n2\t52\t2\t2\t1\t1970\r\n2\t52\t2\t1\t4\t2009\r\n3\t99\t1\t1\t1\t2010\r\n";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_TimeIsTheFirstTagsOrZeroAndNotesSayHowOften()
    {
        Dataset data = Load(Counts, Taggings);

        // 2009-04-01 is day 14,335 after 1970-01-01: 14,335 x 86,400 = 1,238,544,000.
        Assert.Equal([0, 1, 0], data.Interactions.Items);
        Assert.Equal([0L, 1_238_544_000, 0], data.Interactions.Times);
        Assert.Equal([13883f, 7, 1], data.Interactions.Values);
        Assert.Equal(ValueKind.Count, data.Facts.Kind);
        Assert.StartsWith("2 of 3 counts have no date", data.Facts.Notes[0], StringComparison.Ordinal);
        Assert.StartsWith("1 tag dates before 2002", data.Facts.Notes[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Load_TitlesAreUtf8AndTagsLatin1InSmallLetters()
    {
        Dataset data = Load(Counts, Taggings);

        Assert.Equal(["Bj\u00f6rk", "Plain"], data.Facts.Catalog.Titles);
        Assert.Equal(["caf\u00e9", "metal"], data.Facts.Catalog.TagNames);
        Assert.Equal([[], [0, 1]], data.Facts.Catalog.Tags);
    }

    [Theory]
    [InlineData("2\t51\t0\n", "", "user_artists.dat, line 2: weight is '0', expected a whole number from 1 to 1,000,000,000")]
    [InlineData("2\t77\t1\n", "", "artists.dat has no row for artist 77, which has events")]
    [InlineData("2\t51\t1\n", "2\t51\t9\t1\t1\t2009\n", "user_taggedartists.dat, line 2: tagID is '9', expected an id of tags.dat")]
    [InlineData("2\t51\t1\n", "2\t51\t1\t30\t2\t2009\n", "line 2: day, month, year is '30 2 2009', expected a date")]
    [InlineData("2\t51\t1\n", "2\t51\t1\t1\t13\t2009\n", "expected a date")]
    [InlineData("2\t51\t1\n", "2\t51\t1\t1\t1\t99999\n", "expected a date")]
    public void Load_Malformed_NamesPlaceFoundAndExpected(string counts, string taggings, string expected)
    {
        taggings = taggings.Length > 0 ? taggings : "2\t51\t1\t1\t1\t2009\n";

        var error = Assert.Throws<InvalidDataException>(() => Load("userID\tartistID\tweight\n" + counts, "userID\tartistID\ttagID\tday\tmonth\tyear\n" + taggings));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [RealDataFact("hetrec2011-lastfm-2k.zip")]
    public void Load_Published_HasThePublishedCounts()
    {
        Dataset data = LoaderCatalog.Get("hetrec2011-lastfm-2k").Load(RealDataFactAttribute.PathOf("hetrec2011-lastfm-2k.zip"));

        Assert.Equal((92_834, 1_892, 17_632), (data.Interactions.Count, data.Facts.Users.Count, data.Facts.Items.Count));
        // 92,834 pairs, 20,665 of them tagged, one of these only in 1956.
        Assert.Equal(72_170, data.Interactions.Times.Count(time => time == 0));
        Assert.Equal("MALICE MIZER", data.Facts.Catalog.Titles[data.Facts.Items.IndexOf("1")]);
    }

    private Dataset Load(string counts, string taggings)
    {
        _folder.Write("user_artists.dat", counts);
        _folder.Write("user_taggedartists.dat", taggings);
        _folder.Write("artists.dat", "id\tname\turl\tpictureURL\n52\tPlain\thttp://a\thttp://b\n51\tBj\u00f6rk\thttp://a\t\n");
        _folder.Write("tags.dat", Encoding.Latin1.GetBytes("tagID\ttagValue\r\n1\tMetal \r\n2\tcaf\u00e9\r\n"));
        return LoaderCatalog.Get("hetrec2011-lastfm-2k").Load(_folder.Path);
    }
}
