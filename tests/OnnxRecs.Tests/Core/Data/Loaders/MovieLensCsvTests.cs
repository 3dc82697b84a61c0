using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class MovieLensCsvTests : IDisposable
{
    private const string RatingsHeader = "userId,movieId,rating,timestamp\r\n";
    private const string Movies = "movieId,title,genres\r\n10,Plain (1999),Comedy|Action\r\n2,\"Comma, \"\"Quoted\"\" (2001-2003) \",(no genres listed)\r\n30,Undated é,Action\r\n";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_IdsAreDenseInNumericOrderAndUnratedFilmsLeftOut()
    {
        Dataset data = Load(RatingsHeader + "9,10,4.5,100\r\n9,2,0.5,50\r\n11,10,3.0,7\r\n");

        Assert.Equal(["9", "11"], data.Facts.Users.Ids);
        Assert.Equal(["2", "10"], data.Facts.Items.Ids);
        Assert.Equal([0, 1, 1], data.Interactions.Items);
        Assert.Equal([0.5f, 4.5f, 3], data.Interactions.Values);
        Assert.Equal([50L, 100, 7], data.Interactions.Times);
    }

    [Fact]
    public void Load_TitlesYearsAndGenresAreRead()
    {
        Dataset data = Load(RatingsHeader + "1,10,4,1\n1,2,4,2\n1,30,4,3");

        Assert.Equal(["Comma, \"Quoted\" (2001-2003)", "Plain (1999)", "Undated é"], data.Facts.Catalog.Titles);
        Assert.Equal([2001, 1999, 0], data.Facts.Catalog.Years);
        Assert.Equal(["Action", "Comedy"], data.Facts.Catalog.GenreNames);
        Assert.Equal([[], [0, 1], [0]], data.Facts.Catalog.Genres);
    }

    [Fact]
    public void Load_RatedTwice_KeepsBothInOrderOfTimeThenOfTheFile()
    {
        Dataset data = Load(RatingsHeader + "1,10,5,200\n1,10,2,100\n1,2,1,150\n2,2,1,150\n2,2,3,150\n");

        Assert.Equal([1, 0, 1], data.Interactions.HistoryOf(0));
        Assert.Equal([2f, 1, 5], data.Interactions.ValuesOf(0));
        Assert.Equal([1f, 3], data.Interactions.ValuesOf(1));
    }

    [Theory]
    [InlineData("1,10,4.5\r\n", "line 2: the row ends before timestamp")]
    [InlineData("1,10,4.5,7\n\n1,ten,4,7\n", "line 4: movieId is 'ten', expected a whole number from 0")]
    [InlineData("1,10,5.5,7\n", "line 2: rating is '5.5', expected a rating from 0.5 to 5 in steps of 0.5")]
    [InlineData("1,10,nan,7\n", "line 2: rating is 'nan'")]
    [InlineData("1,10,4,-7\n", "line 2: timestamp is '-7'")]
    [InlineData("1,10,4,7,8\n", "line 2: the end of the row is '8', expected nothing more")]
    [InlineData("1,99,4,7\n", "movies.csv has no row for film 99")]
    [InlineData("", "ratings.csv has no rows, expected at least one")]
    public void Load_MalformedRatings_NamesPlaceFoundAndExpected(string rows, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load(RatingsHeader + rows));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_OtherHeader_IsRefused()
    {
        var error = Assert.Throws<InvalidDataException>(() => Load("user,item,rating,time\n"));

        Assert.Contains("ratings.csv, line 1: header is 'user,item,rating,time', expected 'userId,movieId,rating,timestamp'", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1,\"Open,Comedy\n", "expected a closing quote on the same line")]
    [InlineData("1,\"Open\"x,Comedy\n", "expected a separator after the closing quote")]
    [InlineData("1,\"Short\"\n", "line 2: the row ends before genres")]
    [InlineData("1,A,Comedy\n1,B,Comedy\n", "line 3: movieId is '1', expected an id that has not occurred before")]
    public void Load_MalformedMovies_NamesPlaceFoundAndExpected(string rows, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load(RatingsHeader + "1,1,4,1\n", "movieId,title,genres\n" + rows));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [RealDataFact("ml-latest-small.zip")]
    public void Load_Published_HasThePublishedCounts()
    {
        Dataset data = LoaderCatalog.Get("ml-latest-small").Load(RealDataFactAttribute.PathOf("ml-latest-small.zip"));

        Assert.Equal((100_836, 610, 9_724), (data.Interactions.Count, data.Facts.Users.Count, data.Facts.Items.Count));
        Assert.Equal(19, data.Facts.Catalog.GenreNames.Length);
        Assert.Equal(1995, data.Facts.Catalog.Years[data.Facts.Items.IndexOf("1")]);
    }

    private Dataset Load(string ratings, string movies = Movies)
    {
        _folder.Write("set/ratings.csv", ratings);
        _folder.Write("set/movies.csv", movies);
        return LoaderCatalog.Get("ml-latest-small").Load(_folder["set"]);
    }
}
