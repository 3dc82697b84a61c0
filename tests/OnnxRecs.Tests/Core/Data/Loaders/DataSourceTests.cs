using System.IO.Compression;
using System.Net;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class DataSourceTests : IDisposable
{
    private TimeSpan _patience = TimeSpan.FromSeconds(30); // longer than a busy machine takes to answer itself
    private readonly TempFolder _folder = new();
    private readonly Publisher _publisher = new();

    public void Dispose()
    {
        _folder.Dispose();
        _publisher.Dispose();
    }

    [Fact]
    public async Task Load_FolderInDataDirectory_ComesBeforeAllElse()
    {
        WriteSet("data/ml-latest-small", rating: 1);
        WriteZip("data/ml-latest-small.zip", rating: 2);
        WriteSet("shared/ml-latest-small", rating: 3);

        Assert.Equal(1, await RatingFrom(_folder["shared"]));
        Directory.Delete(_folder["data/ml-latest-small"], recursive: true);
        Assert.Equal(2, await RatingFrom(_folder["shared"]));
        File.Delete(_folder["data/ml-latest-small.zip"]);
        Assert.Equal(3, await RatingFrom(_folder["shared"]));
        Assert.Equal(0, _publisher.Requests);
    }

    [Fact]
    public async Task Load_FolderLacksAFile_IsPassedOver()
    {
        WriteSet("data/ml-latest-small", rating: 1);
        File.Delete(_folder["data/ml-latest-small/movies.csv"]);
        WriteSet("shared/ml-latest-small", rating: 3);

        Assert.Equal(3, await RatingFrom(_folder["shared"]));
        Assert.Equal(_folder["data/ml-latest-small"], Source(_folder["shared"]).FindIncomplete(LoaderCatalog.Get("ml-latest-small")));

        Directory.Delete(_folder["shared"], recursive: true);
        _publisher.Answer = () => throw new HttpRequestException("no route");
        var error = await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));
        Assert.Contains($"Looked in {_folder["data/ml-latest-small"]} (which lacks movies.csv), ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_CutOrChangedArchive_IsRefused()
    {
        LoaderEntry entry = LoaderCatalog.Get("ml-latest-small");
        byte[] whole = File.ReadAllBytes(WriteZip("published.zip", rating: 4));
        _folder.Write("data/ml-latest-small.zip", whole);
        DataSource.Verify(entry, _folder["data/ml-latest-small.zip"]);

        _folder.Write("data/ml-latest-small.zip", whole[..^40]);
        Assert.Throws<InvalidDataException>(() => DataSource.Verify(entry, _folder["data/ml-latest-small.zip"]));

        _folder.Write("data/ml-latest-small.zip", Changed(whole));
        Assert.Throws<InvalidDataException>(() => DataSource.Verify(entry, _folder["data/ml-latest-small.zip"]));
    }

    [Fact]
    public async Task Load_DamagedArchiveWithoutAPublishedChecksum_KeepsNothing()
    {
        byte[] changed = Changed(File.ReadAllBytes(WriteZip("published.zip", rating: 4)));
        _publisher.Answer = () => new ByteArrayContent(changed);

        var error = await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));

        Assert.Contains("gave: an archive that is damaged (", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder["data"]));
    }

    [Fact]
    public async Task Load_NothingLocal_FetchesOnceAndKeepsTheArchive()
    {
        _publisher.Answer = () => new ByteArrayContent(File.ReadAllBytes(WriteZip("published.zip", rating: 4)));

        Assert.Equal(4, await RatingFrom(null));
        Assert.Equal(4, await RatingFrom(null));

        Assert.Equal(1, _publisher.Requests);
        Assert.Equal("https://files.grouplens.org/datasets/movielens/ml-latest-small.zip", _publisher.Asked);
        Assert.Equal([_folder["data/ml-latest-small.zip"]], Directory.GetFiles(_folder["data"]));
    }

    [Fact]
    public async Task Load_NoNetwork_SaysWhatToPutWhere()
    {
        _publisher.Answer = () => throw new HttpRequestException("no route");

        var error = await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));

        string data = _folder["data"];
        Assert.Equal(
            $"ml-latest-small was not found: put ml-latest-small.zip into {data} or the folder that ONNXRECS_DATA names (now unset), or connect to the network. "
            + $"Looked in {Path.Combine(data, "ml-latest-small")}, {Path.Combine(data, "ml-latest-small.zip")}; https://files.grouplens.org/datasets/movielens/ml-latest-small.zip gave: no route.",
            error.Message);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task Load_AnswerIsNoArchive_KeepsNothing()
    {
        _publisher.Answer = () => new StringContent("<html>Please log in</html>");

        await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));

        Assert.False(File.Exists(_folder["data/ml-latest-small.zip"]));
    }

    [Fact]
    public async Task Load_OtherArchive_KeepsNothing()
    {
        _folder.Write("zipped/other.txt", "");
        ZipFile.CreateFromDirectory(_folder["zipped"], _folder["other.zip"]);
        _publisher.Answer = () => new ByteArrayContent(File.ReadAllBytes(_folder["other.zip"]));

        var error = await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));

        Assert.Contains("gave: an archive without ratings.csv", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder["data"]));
    }

    [Fact]
    public async Task Load_OtherChecksumThanPublished_KeepsNothing()
    {
        _publisher.Answer = () => new ByteArrayContent("damaged"u8.ToArray());

        var error = await Assert.ThrowsAsync<InputException>(() => Source(null).LocateAsync("ml-1m"));

        Assert.Contains("the publisher's is c4d9eecfca2ab87c1945afe126590906", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder["data"]));
    }

    [Fact]
    public async Task Load_ConnectionBreaks_TheNextFetchAsksForTheRest()
    {
        byte[] whole = File.ReadAllBytes(WriteZip("published.zip", rating: 4));
        _publisher.Version = "\"v1\"";
        _publisher.Answer = () => new StreamContent(new BreakingStream(whole[..100]));
        await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));
        Assert.False(File.Exists(_folder["data/ml-latest-small.zip"]));
        Assert.Equal(100, new FileInfo(_folder["data/ml-latest-small.zip.part"]).Length);

        _publisher.Answer = () => new ByteArrayContent(whole[100..]) { Headers = { ContentRange = new(100, whole.Length - 1, whole.Length) } };

        Assert.Equal(4, await RatingFrom(null));
        Assert.Equal(("bytes=100-", "\"v1\""), (_publisher.AskedRange, _publisher.AskedVersion));
        Assert.Equal([_folder["data/ml-latest-small.zip"]], Directory.GetFiles(_folder["data"]));
    }

    [Fact]
    public async Task Load_ServerSendsAllAgain_StartsOver()
    {
        byte[] whole = File.ReadAllBytes(WriteZip("published.zip", rating: 4));
        _publisher.Version = "\"v1\"";
        _publisher.Answer = () => new StreamContent(new BreakingStream(new byte[100]));
        await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));

        _publisher.Answer = () => new ByteArrayContent(whole);

        Assert.Equal(4, await RatingFrom(null));
        Assert.Equal("bytes=100-", _publisher.AskedRange);
    }

    [Fact]
    public async Task Load_NoVersionWasNamed_AsksForAllAgain()
    {
        byte[] whole = File.ReadAllBytes(WriteZip("published.zip", rating: 4));
        _publisher.Answer = () => new StreamContent(new BreakingStream(whole[..100]));
        await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));

        _publisher.Answer = () => new ByteArrayContent(whole);

        Assert.Equal(4, await RatingFrom(null));
        Assert.Null(_publisher.AskedRange);
    }

    [Fact]
    public async Task Load_ShorterThanAnnounced_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(WriteZip("published.zip", rating: 4));
        _publisher.Answer = () => new StreamContent(new MemoryStream(whole[..100])) { Headers = { ContentLength = whole.Length } };

        var error = await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));

        Assert.Contains($"100 of {whole.Length:N0} bytes", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Locate_PublishedFiles_AreFoundPackedOrNotAtTheirPlaces()
    {
        _folder.Write("data/sasrec/ml-1m.txt", "1 1\n");
        _folder.Write("shared/ncf/ml-1m.train.rating.gz", "");
        _folder.Write("shared/ncf/ml-1m.test.rating", "");
        _publisher.Answer = () => throw new HttpRequestException("no route");

        Assert.Equal(_folder["data"], await Source(_folder["shared"]).LocateAsync("sasrec-ml-1m"));
        var error = await Assert.ThrowsAsync<InputException>(() => Source(_folder["shared"]).LocateAsync("ncf-ml-1m"));
        Assert.StartsWith("ncf-ml-1m was not found: put ncf/ml-1m.train.rating, ncf/ml-1m.test.rating, ncf/ml-1m.test.negative into ", error.Message, StringComparison.Ordinal);
        _folder.Write("shared/ncf/ml-1m.test.negative", "");
        Assert.Equal(_folder["shared"], await Source(_folder["shared"]).LocateAsync("ncf-ml-1m"));
    }

    [Fact]
    public async Task Locate_PublishedFile_IsFetchedToItsPlace()
    {
        _publisher.Answer = () => new StringContent("1 1\n1 2\n");

        string place = await Source(null).LocateAsync("sasrec-ml-1m");

        Assert.Equal("https://raw.githubusercontent.com/kang205/SASRec/master/data/ml-1m.txt", _publisher.Asked);
        Assert.Equal("1 1\n1 2\n", File.ReadAllText(_folder["data/sasrec/ml-1m.txt"]));
        Assert.Equal(2, LoaderCatalog.Get("sasrec-ml-1m").Load(place).Interactions.Count);
    }

    [Theory]
    [InlineData("\n <html>Please log in</html>", "a web page instead of data")]
    [InlineData("", "an empty file")]
    public async Task Locate_AnswerIsNoData_KeepsNothing(string answer, string expected)
    {
        _publisher.Answer = () => new StringContent(answer);

        var error = await Assert.ThrowsAsync<InputException>(() => Source(null).LocateAsync("sasrec-ml-1m"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_folder["data"], "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void HashOf_FilesThatAreNotRead_DoNotCount()
    {
        WriteSet("data/ml-latest-small", rating: 1);
        LoaderEntry entry = LoaderCatalog.Get("ml-latest-small");
        string before = DataSource.HashOf(entry, _folder["data/ml-latest-small"]);

        _folder.Write("data/ml-latest-small/README.txt", "read me");
        Assert.Equal(before, DataSource.HashOf(entry, _folder["data/ml-latest-small"]));
        _folder.Write("data/ml-latest-small/tags.csv", "userId,movieId,tag,timestamp\n");
        Assert.NotEqual(before, DataSource.HashOf(entry, _folder["data/ml-latest-small"]));
    }

    [Fact]
    public async Task Load_PublisherFallsSilent_GivesUpAfterItsPatience()
    {
        _publisher.Answer = () => new StreamContent(new SilentStream());
        _patience = TimeSpan.FromMilliseconds(200);

        var error = await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));

        Assert.Contains("gave: nothing for 0 s", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_Cancelled_IsNoInputError()
    {
        using var cancellation = new CancellationTokenSource();
        await cancellation.CancelAsync();
        _publisher.Answer = () => new StreamContent(new SilentStream());

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RatingFrom(null, cancellation.Token));
    }

    [Fact]
    public async Task Load_UnknownName_ListsTheKnownOnes()
    {
        var error = await Assert.ThrowsAsync<InputException>(() => Source(null).LocateAsync("ml-2m"));

        Assert.StartsWith("There is no data set 'ml-2m'; did you mean \"ml-20m\"? Known: sample, ml-latest-small, ", error.Message, StringComparison.Ordinal);
        Assert.Contains(", amazon-2014-CATEGORY, ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Load_SampleIsMissing_IsNotFetched()
    {
        var error = await Assert.ThrowsAsync<InputException>(() => Source(null).LocateAsync("sample"));

        Assert.StartsWith("sample was not found: put its folder sample/ into ", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _publisher.Requests);
    }

    private DataSource Source(string? shared) =>
        new(_folder["data"], shared, new HttpClient(_publisher, disposeHandler: false), new Quiet()) { Patience = _patience };

    private async Task<float> RatingFrom(string? shared, CancellationToken cancellation = default)
    {
        Dataset data = LoaderCatalog.Get("ml-latest-small").Load(await Source(shared).LocateAsync("ml-latest-small", cancellation), cancellation);
        return data.Interactions.Values[0];
    }

    private void WriteSet(string folder, int rating)
    {
        _folder.Write($"{folder}/ratings.csv", $"userId,movieId,rating,timestamp\n1,1,{rating},1\n");
        _folder.Write($"{folder}/movies.csv", "movieId,title,genres\n1,A (1990),Drama\n");
    }

    private string WriteZip(string name, int rating)
    {
        WriteSet("zipped", rating);
        ZipFile.CreateFromDirectory(_folder["zipped"], _folder[name]);
        Directory.Delete(_folder["zipped"], recursive: true);
        return _folder[name];
    }

    /// <summary>With one bit of the first packed content turned: it starts behind a header of 30 bytes, the name and what else there is.</summary>
    private static byte[] Changed(byte[] zip)
    {
        byte[] changed = [.. zip];
        changed[30 + BitConverter.ToUInt16(zip, 26) + BitConverter.ToUInt16(zip, 28) + 10] ^= 1;
        return changed;
    }

    private sealed class Quiet : IReporter
    {
        public void Message(string text) { }

        public void Progress(string task, double fraction, string detail) { }
    }

    private sealed class Publisher : HttpMessageHandler
    {
        public Func<HttpContent> Answer { get; set; } = () => throw new InvalidOperationException("Nobody should ask.");

        public int Requests { get; private set; }

        public string? Asked { get; private set; }

        public string? AskedRange { get; private set; }

        public string? AskedVersion { get; private set; }

        /// <summary>The ETag of the answers.</summary>
        public string? Version { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            Asked = request.RequestUri?.ToString();
            AskedRange = request.Headers.Range?.ToString();
            AskedVersion = request.Headers.IfRange?.ToString();
            HttpContent content = Answer();
            var response = new HttpResponseMessage(content.Headers.ContentRange is null ? HttpStatusCode.OK : HttpStatusCode.PartialContent) { Content = content };
            if (Version is not null) response.Headers.ETag = new System.Net.Http.Headers.EntityTagHeaderValue(Version);
            return Task.FromResult(response);
        }
    }

    /// <summary>Ends like a connection that breaks.</summary>
    private sealed class BreakingStream(byte[] content) : MemoryStream(content)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int read = Read(buffer.Span);
            return read > 0 ? ValueTask.FromResult(read) : throw new HttpIOException(HttpRequestError.ResponseEnded);
        }
    }

    private sealed class SilentStream : MemoryStream
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return 0;
        }
    }
}
