using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class AmazonRatingsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_2014_HasTheUserFirst()
    {
        _folder.Write("ratings_Digital_Music.csv", "UB,I2,5.0,20\nUA,I2,3.0,10\nUB,I1,1.0,15\n");

        Dataset data = LoaderCatalog.Get("amazon-2014-digital-music").Load(_folder.Path);

        Assert.Equal(["UA", "UB"], data.Facts.Users.Ids);
        Assert.Equal(["I1", "I2"], data.Facts.Items.Ids);
        Assert.Equal([1, 0, 1], data.Interactions.Items);
        Assert.Equal([3f, 1, 5], data.Interactions.Values);
        Assert.Equal([10L, 15, 20], data.Interactions.Times);
    }

    [Fact]
    public void Load_2018_HasTheItemFirst()
    {
        _folder.Write("amazon_v2/Digital_Music.csv", "I2,UB,5.0,20\nI1,UB,0.0,15\n");

        Dataset data = LoaderCatalog.Get("amazon-2018-digital-music").Load(_folder.Path);

        Assert.Equal(["UB"], data.Facts.Users.Ids);
        Assert.Equal(["I1", "I2"], data.Facts.Items.Ids);
        Assert.Equal([0f, 5], data.Interactions.Values);
    }

    [Fact]
    public void Load_2023_HasAHeaderAndMilliseconds()
    {
        _folder.Write("amazon_2023/Video_Games.csv", "user_id,parent_asin,rating,timestamp\nU,I,4.0,1588615855070\n");

        Dataset data = LoaderCatalog.Get("amazon-2023-video-games").Load(_folder.Path);

        Assert.Equal([1_588_615_855L], data.Interactions.Times);
    }

    [Theory]
    [InlineData("U,I,5.0\n", "line 1: the row ends before time")]
    [InlineData("U,I,5.0,1,2\n", "line 1: the end of the row is '2', expected nothing more")]
    [InlineData("U,I,4.5,1\n", "line 1: rating is '4.5', expected a rating from 1 to 5")]
    [InlineData("U,I,NaN,1\n", "line 1: rating is 'NaN'")]
    [InlineData("U,I,Infinity,1\n", "line 1: rating is 'Infinity'")]
    [InlineData("U,I,5,-1\n", "line 1: time is '-1', expected a whole number from 0")]
    [InlineData("U,I,5,1588615855070\n", "line 1: time is '1588615855070', expected seconds since 1970")]
    [InlineData("U,,5,1\n", "line 1: item is '', expected an id")]
    [InlineData("", "ratings_Digital_Music.csv has no rows")]
    public void Load_Malformed_NamesPlaceFoundAndExpected(string rows, string expected)
    {
        _folder.Write("ratings_Digital_Music.csv", rows);

        var error = Assert.Throws<InvalidDataException>(() => LoaderCatalog.Get("amazon-2014-digital-music").Load(_folder.Path));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_IdIsNoUtf8_IsRefused()
    {
        _folder.Write("ratings_Digital_Music.csv", [.. "U"u8, 0xFF, .. ",I,5,1\n"u8]);

        var error = Assert.Throws<InvalidDataException>(() => LoaderCatalog.Get("amazon-2014-digital-music").Load(_folder.Path));

        Assert.Contains("line 1: user is 'U\uFFFD', expected UTF-8", error.Message, StringComparison.Ordinal);
    }

    [RealDataFact("ratings_Digital_Music.csv.gz")]
    public void Load_Published_HasThePublishedCounts()
    {
        Dataset data = LoaderCatalog.Get("amazon-2014-digital-music").Load(RealDataFactAttribute.Folder);

        Assert.Equal((46_468, 844, 18_813), (data.Interactions.Count, data.Facts.Users.Count, data.Facts.Items.Count));
    }
}
