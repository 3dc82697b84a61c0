using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class S3RecTests : IDisposable
{
    private const string Attributes = "{\"7\": [2, 12], \"5\": []}";
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_TimesAndAttributesBelongToTheItems()
    {
        Dataset data = Load("2 7 5\n1 5\n", Attributes, "1 30\r\n2 10 10\r\n");

        Assert.Equal(["5", "7"], data.Facts.Items.Ids);
        Assert.Equal([0, 1, 0], data.Interactions.Items);
        Assert.Equal([30L, 10, 10], data.Interactions.Times);
        Assert.Equal(["attribute 12", "attribute 2"], data.Facts.Catalog.GenreNames);
        Assert.Equal([[], [0, 1]], data.Facts.Catalog.Genres);
        Assert.Empty(data.Facts.Notes);
    }

    [Fact]
    public void Load_NoTimes_ThePlaceInTheRowCountsAndANoteSaysSo()
    {
        Dataset data = Load("2 7 5\n", Attributes, null);

        Assert.Equal([0L, 1], data.Interactions.Times);
        Assert.Equal([Sequences.TimesNote], data.Facts.Notes);
    }

    [Theory]
    [InlineData("1\n", Attributes, null, "Beauty.txt, line 1: the row ends before item")]
    [InlineData("1 5\n1 7\n", Attributes, null, "Beauty.txt, line 2: user is '1', expected a user who has not occurred before")]
    [InlineData("1 5 7\n", Attributes, "1 3\n", "Beauty.txt, line 1: user 1 has 2 items, expected 1 as in s3rec/Beauty_time.txt")]
    [InlineData("1 5 7\n", Attributes, "1 3 2\n", "Beauty_time.txt, line 1: time is '2', expected times in ascending order")]
    [InlineData("1 5\n", Attributes, "1 3\n2 3\n", "Beauty_time.txt has users that s3rec/Beauty.txt lacks")]
    [InlineData("1 5\n", "{\"5\": [1]", null, "Beauty_item2attributes.json, line 1: no JSON")]
    [InlineData("1 5\n", "[1]", null, "expected an object of arrays")]
    [InlineData("1 5\n", "{\"5\": [-1]}", null, "expected a whole number from 0")]
    [InlineData("1 5\n", "{\"5\": [1], \"5\": [2]}", null, "expected each item once")]
    [InlineData("1 5\n", "{\"x\": [1]}", null, "expected an item's number in quotes")]
    [InlineData("1 5\n", "{\"5\": [1]} trailing", null, "no JSON")]
    [InlineData("1 5\n", "", null, "no JSON")]
    public void Load_Malformed_NamesPlaceFoundAndExpected(string items, string attributes, string? times, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load(items, attributes, times));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [RealDataFact("s3rec/Beauty.txt.gz")]
    public void Load_Published_HasThePublishedCounts()
    {
        Dataset data = LoaderCatalog.Get("s3rec-beauty").Load(RealDataFactAttribute.Folder);

        Assert.Equal((198_502, 22_363, 12_101), (data.Interactions.Count, data.Facts.Users.Count, data.Facts.Items.Count));
        // Row 1: "1 1 2 3 4 5" and "1 1318896000 1318896000 1328140800 1391040000 1391040000".
        int user = data.Facts.Users.IndexOf("1");
        Assert.Equal(["1", "2", "3", "4", "5"], data.Interactions.HistoryOf(user).ToArray().Select(item => data.Facts.Items[item]));
        Assert.Equal([1318896000L, 1318896000, 1328140800, 1391040000, 1391040000], data.Interactions.Times[data.Interactions.EventsOf(user)]);
    }

    private Dataset Load(string items, string attributes, string? times)
    {
        _folder.Write("s3rec/Beauty.txt", items);
        _folder.Write("s3rec/Beauty_item2attributes.json", attributes);
        if (times is not null) _folder.Write("s3rec/Beauty_time.txt", times);
        return LoaderCatalog.Get("s3rec-beauty").Load(_folder.Path);
    }
}
