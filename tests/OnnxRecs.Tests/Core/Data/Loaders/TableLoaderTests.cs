using System.IO.Compression;
using System.Text;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class TableLoaderTests : IDisposable
{
    private static readonly TableOptions Named = new() { User = "who", Item = "what", Value = "stars", Time = "at", Max = 5 };
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_ColumnsByHeaderInAnyOrder_OthersArePassedOver()
    {
        Dataset data = Load(Named, "at,comment,what,stars,who\n20,\"a, b\",x,4.5,B\n10,,\"say \"\"y\"\"\",1,\"A\"\n");

        Assert.Equal(["A", "B"], data.Facts.Users.Ids);
        Assert.Equal(["say \"y\"", "x"], data.Facts.Items.Ids);
        Assert.Equal([1f, 4.5f], data.Interactions.Values);
        Assert.Equal([10L, 20], data.Interactions.Times);
        Assert.Equal(ValueKind.Rating, data.Facts.Kind);
    }

    [Fact]
    public void Load_ColumnsByNumberWithoutHeader_AreFound()
    {
        Dataset data = Load(new TableOptions { User = "2", Item = "1", Format = new ColumnFormat { Separator = "::", Header = false } }, "x::A\ny::A\nx::A\n");

        Assert.Equal([0, 1, 0], data.Interactions.HistoryOf(0));
        Assert.Equal(ValueKind.Event, data.Facts.Kind);
    }

    [Theory]
    [InlineData("rows", TimeKind.Order, new[] { 0L, 1, 2 }, 1)]
    [InlineData("seconds", TimeKind.Moment, new[] { 0L, 0, 0 }, 0)] // all unknown
    public void Load_NoColumnOfTimes_RowsAreInOrderOnlyWhereThatIsSaid(string unit, TimeKind kind, long[] times, int notes)
    {
        Dataset data = Load(new TableOptions { User = "who", Item = "what", TimeUnit = unit }, "who,what\nA,x\nA,y\nA,x\n");

        Assert.Equal([0, 1, 0], data.Interactions.HistoryOf(0));
        Assert.Equal(times, data.Interactions.Times);
        Assert.Equal((kind, notes), (data.Facts.Times, data.Facts.Notes.Count));
    }

    [Theory]
    [InlineData("rows", "at", "the rows tell the order where there is no column; leave one of both out")]
    [InlineData("iso", "", "there is no column of times for it")]
    public void Options_UnitThatDoesNotFitTheColumn_IsRefused(string unit, string time, string expected) =>
        Assert.Equal([expected], new TableOptions { TimeUnit = unit, Time = time }.Validate(new System.ComponentModel.DataAnnotations.ValidationContext(this)).Select(broken => broken.ErrorMessage));

    [Theory]
    [InlineData("seconds", "86400", 86_400)]
    [InlineData("milliseconds", "86400999", 86_400)]
    [InlineData("iso", "1970-01-02", 86_400)]
    [InlineData("iso", "1970-01-02T01:00:00+01:00", 86_400)]
    [InlineData("iso", "1970-01-02 00:00:01Z", 86_401)]
    public void Load_TimeUnits_GiveSeconds(string unit, string written, long expected)
    {
        Dataset data = Load(Named with { TimeUnit = unit }, $"who,what,stars,at\nA,x,1,{written}\n");

        Assert.Equal([expected], data.Interactions.Times);
    }

    [Theory]
    [InlineData("latin-1", 0xE9)]
    [InlineData("windows-1252", 0xE9)]
    [InlineData("ibm850", 0x82)]
    public void Load_Encodings_GiveTheSameText(string encoding, byte written)
    {
        _folder.Write("events.csv", [.. "who,what,stars,at\nCaf"u8, written, .. ",x,1,1\n"u8]);

        Dataset data = TableLoader.EntryOf(Named with { Format = new ColumnFormat { Encoding = encoding } }, "own").Load(_folder.Path);

        Assert.Equal(["Caf\u00e9"], data.Facts.Users.Ids);
    }

    [Fact]
    public void Load_Utf16Packed_IsRead()
    {
        using (var gzip = new GZipStream(File.Create(_folder["events.csv.gz"]), CompressionLevel.Fastest)) gzip.Write([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("who,what,stars,at\nB\u00f6,x,1,1\n")]);

        Dataset data = TableLoader.EntryOf(Named with { Format = new ColumnFormat { Encoding = "utf-16" } }, "own").Load(_folder.Path);

        Assert.Equal(["B\u00f6"], data.Facts.Users.Ids);
    }

    [Fact]
    public void Load_UnknownEncoding_NamesTheSetting()
    {
        var error = Assert.Throws<InputException>(() => Load(Named with { Format = new ColumnFormat { Encoding = "klingon" } }, "who,what,stars,at\nA,x,1,1\n"));

        Assert.Equal("$.table.format.encoding: \"klingon\" is no encoding that .NET knows, such as utf-8, latin-1, windows-1252 or utf-16", error.Message);
    }

    [Fact]
    public void Load_NoSuchColumn_ListsThoseThereAre()
    {
        var error = Assert.Throws<InputException>(() => Load(Named, "who,film,stars,at\nA,x,1,1\n"));

        Assert.EndsWith("events.csv has no column \"what\"; it has \"who\", \"film\", \"stars\", \"at\"", error.Message, StringComparison.Ordinal);
        Assert.StartsWith("$.table.item: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A,x,1\n", "line 2: the row has 3 columns, expected 4")]
    [InlineData("A,x,1,1,1\n", "line 2: the end of the row is '1', expected nothing more")]
    [InlineData("A,x,5.1,1\n", "line 2: stars is '5.1', expected a number from 0 to 5")]
    [InlineData("A,x,nan,1\n", "line 2: stars is 'nan', expected a number from 0 to 5")]
    [InlineData("A,x,1e999,1\n", "line 2: stars is '1e999', expected a number from 0 to 5")]
    [InlineData("A,x,1,-1\n", "line 2: at is '-1', expected a whole number from 0")]
    [InlineData("A,\"x,1,1\n", "line 2: what is '\"x,1,1', expected a closing quote on the same line")]
    [InlineData("", "events.csv has no rows, expected at least one")]
    public void Load_Malformed_NamesPlaceFoundAndExpected(string rows, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load(Named, "who,what,stars,at\n" + rows));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1969-12-31")]
    [InlineData("31.01.2026")]
    [InlineData("2026-02-30")]
    [InlineData("tomorrow")]
    public void Load_NoIsoTime_IsRefused(string written)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load(Named with { TimeUnit = "iso" }, $"who,what,stars,at\nA,x,1,{written}\n"));

        Assert.Contains($"line 2: at is '{written}', expected a time from 1970 on such as 2026-01-31T12:00:00Z", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_ItemsAndUsers_BelongToTheEvents()
    {
        _folder.Write("films.tsv", "x\tA Film (1999)\tDrama / Comedy\t Acme \nz\tNobody's\t\tBolt\n");
        _folder.Write("people.csv", "id,age,job\nA,33,cook\nB,,\n");
        TableOptions options = Named with
        {
            Items = new ItemTableOptions { File = "films.tsv", Id = "1", Title = "2", Genres = "3", GenreSeparator = "/", Provider = "4", Format = new ColumnFormat { Separator = "\t", Header = false } },
            Users = new UserTableOptions { File = "people.csv", Id = "id", Age = "age", Occupation = "job" },
        };

        Dataset data = Load(options, "who,what,stars,at\nA,x,1,1\nB,y,1,1\n");

        Assert.Equal(["A Film (1999)", "y"], data.Facts.Catalog.Titles);
        Assert.Equal(["Acme"], data.Facts.Catalog.ProviderNames);
        Assert.Equal([0, -1], data.Facts.Catalog.Providers);
        Assert.Equal([1999, 0], data.Facts.Catalog.Years);
        Assert.Equal(["Comedy", "Drama"], data.Facts.Catalog.GenreNames);
        Assert.Equal([33, 0], data.Facts.People.Ages);
        Assert.Equal(["cook", ""], data.Facts.People.Occupations);
        Assert.Equal(["1 of 2 items have no row in films.tsv"], data.Facts.Notes);
    }

    [Theory]
    [InlineData("milliseconds", "1000999", "1000998", 1000)]
    [InlineData("iso", "1970-01-01T00:16:40.9999999Z", "1970-01-01T00:16:40.9999998Z", 1000)]
    public void Load_SameSecond_IsOrderedByTheFullTime(string unit, string later, string earlier, long seconds)
    {
        // Of two at the very same time the first one in the file comes first.
        Dataset data = Load(Named with { TimeUnit = unit }, $"who,what,stars,at\nA,z,1,{later}\nA,y,1,{earlier}\nA,x,1,{earlier}\n");

        Assert.Equal(["y", "x", "z"], data.Interactions.Items.Select(item => data.Facts.Items[item]));
        Assert.Equal([seconds, seconds, seconds], data.Interactions.Times);
    }

    [Theory]
    [InlineData("utf-8")]
    [InlineData("latin-1")]
    [InlineData("windows-1252")]
    [InlineData("utf-16")]
    public void Load_SeparatorOutsideAscii_IsSplit(string encoding)
    {
        _folder.Write("events.csv", Encoding.GetEncoding(encoding is "windows-1252" or "latin-1" ? "iso-8859-1" : encoding).GetBytes("who\u00a7what\u00a7stars\u00a7at\nA\u00a7x\u00a71\u00a75\n"));

        Dataset data = TableLoader.EntryOf(Named with { Format = new ColumnFormat { Encoding = encoding, Separator = "\u00a7" } }, "own").Load(_folder.Path);

        Assert.Equal((1, "x"), (data.Interactions.Count, data.Facts.Items[0]));
    }

    [Fact]
    public void Load_SeparatorThatTheEncodingLacks_IsRefused()
    {
        var error = Assert.Throws<InputException>(() => Load(Named with { Format = new ColumnFormat { Encoding = "latin-1", Separator = "\u2192" } }, "who,what,stars,at\n"));

        Assert.Equal("$.table.format.separator: \"\u2192\" cannot be written in latin-1", error.Message);
    }

    [Fact]
    public void Load_QuotesAreOff_TheyAreLetters()
    {
        Dataset data = Load(Named with { Format = new ColumnFormat { Separator = "\t", Quotes = false } }, "who\twhat\tstars\tat\nA\t\"Weird Al\" Yankovic\t1\t1\n");

        Assert.Equal("\"Weird Al\" Yankovic", data.Facts.Items[0]);
    }

    [Theory]
    [InlineData("utf-8", 0xFF, "UTF-8")]
    [InlineData("us-ascii", 0x80, "us-ascii")]
    public void Load_ByteThatTheEncodingLacks_NamesLineFoundAndEncoding(string encoding, byte written, string expected)
    {
        _folder.Write("events.csv", [.. "who,what,stars,at\nA,x,1,1\nB"u8, written, .. ",x,1,1\n"u8]);

        var error = Assert.Throws<InvalidDataException>(() => TableLoader.EntryOf(Named with { Format = new ColumnFormat { Encoding = encoding } }, "own").Load(_folder.Path));

        Assert.EndsWith($"events.csv, line 3: who is 'B\uFFFD', expected {expected}.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DamagedGzip_SaysSoWithoutAdviceToFetchIt()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.NoCompression)) gzip.Write("who,what,stars,at\nA,x,1,1\nB,x,1,1\n"u8);
        byte[] bytes = packed.ToArray();
        bytes[bytes.AsSpan().IndexOf("B,x,1"u8) + 4] = (byte)'x';
        _folder.Write("events.csv.gz", bytes);

        var error = Assert.Throws<InvalidDataException>(() => TableLoader.EntryOf(Named, "own").Load(_folder.Path));

        Assert.StartsWith($"{_folder["events.csv.gz"]} is damaged (", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("fetch", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_Cancelled_Ends()
    {
        _folder.Write("events.csv", "who,what,stars,at\nA,x,1,1\n");
        LoaderEntry entry = TableLoader.EntryOf(Named, "own");

        Assert.Throws<OperationCanceledException>(() => entry.Load(_folder.Path, new CancellationToken(canceled: true)));
        Assert.Throws<OperationCanceledException>(() => entry.Check(_folder.Path, new CancellationToken(canceled: true)));
    }

    private Dataset Load(TableOptions options, string events)
    {
        _folder.Write("events.csv", events);
        return TableLoader.EntryOf(options, "own").Load(_folder.Path);
    }
}
