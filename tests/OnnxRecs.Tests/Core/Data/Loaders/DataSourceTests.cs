using System.IO.Compression;
using System.Net;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class DataSourceTests : IDisposable
{
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
        WriteSet("data/ml-1m", rating: 1);
        WriteZip("data/ml-1m.zip", rating: 2);
        WriteSet("shared/ml-1m", rating: 3);

        Assert.Equal(1, await RatingFrom(_folder["shared"]));
        Directory.Delete(_folder["data/ml-1m"], recursive: true);
        Assert.Equal(2, await RatingFrom(_folder["shared"]));
        File.Delete(_folder["data/ml-1m.zip"]);
        Assert.Equal(3, await RatingFrom(_folder["shared"]));
        Assert.Equal(0, _publisher.Requests);
    }

    [Fact]
    public async Task Load_NothingLocal_FetchesOnceAndKeepsTheArchive()
    {
        _publisher.Answer = () => new ByteArrayContent(File.ReadAllBytes(WriteZip("published.zip", rating: 4)));

        Assert.Equal(4, await RatingFrom(null));
        Assert.Equal(4, await RatingFrom(null));

        Assert.Equal(1, _publisher.Requests);
        Assert.Equal("https://files.grouplens.org/datasets/movielens/ml-1m.zip", _publisher.Asked);
        Assert.Equal([_folder["data/ml-1m.zip"]], Directory.GetFiles(_folder["data"]));
    }

    [Fact]
    public async Task Load_NoNetwork_SaysWhatToPutWhere()
    {
        _publisher.Answer = () => throw new HttpRequestException("no route");

        var error = await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));

        string data = _folder["data"];
        Assert.Equal(
            $"ml-1m was not found: put ml-1m.zip into {data} or the folder that ONNXRECS_DATA names (now unset), or connect to the network. "
            + $"Looked in {Path.Combine(data, "ml-1m")}, {Path.Combine(data, "ml-1m.zip")}; https://files.grouplens.org/datasets/movielens/ml-1m.zip gave: no route.",
            error.Message);
        Assert.False(Directory.Exists(data));
    }

    [Fact]
    public async Task Load_AnswerIsNoArchive_KeepsNothing()
    {
        _publisher.Answer = () => new StringContent("<html>Please log in</html>");

        await Assert.ThrowsAsync<InputException>(() => RatingFrom(null));

        Assert.False(File.Exists(_folder["data/ml-1m.zip"]));
    }

    [Fact]
    public async Task Load_PublisherFallsSilent_GivesUpAfterItsPatience()
    {
        _publisher.Answer = () => new StreamContent(new SilentStream());

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

        Assert.Equal("There is no data set 'ml-2m'. Known: sample, ml-latest-small, ml-100k, ml-1m.", error.Message);
    }

    [Fact]
    public async Task Load_SampleIsMissing_IsNotFetched()
    {
        var error = await Assert.ThrowsAsync<InputException>(() => Source(null).LocateAsync("sample"));

        Assert.StartsWith("sample was not found: put its folder sample/ into ", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, _publisher.Requests);
    }

    private DataSource Source(string? shared) =>
        new(_folder["data"], shared, new HttpClient(_publisher, disposeHandler: false), new Quiet()) { Patience = TimeSpan.FromMilliseconds(200) };

    private async Task<float> RatingFrom(string? shared, CancellationToken cancellation = default)
    {
        Dataset data = LoaderCatalog.Get("ml-1m").Load(await Source(shared).LocateAsync("ml-1m", cancellation));
        return data.Interactions.Values[0];
    }

    private void WriteSet(string folder, int rating)
    {
        _folder.Write($"{folder}/ratings.dat", $"1::1::{rating}::1\n");
        _folder.Write($"{folder}/movies.dat", "1::A (1990)::Drama\n");
    }

    private string WriteZip(string name, int rating)
    {
        WriteSet("zipped", rating);
        ZipFile.CreateFromDirectory(_folder["zipped"], _folder[name]);
        Directory.Delete(_folder["zipped"], recursive: true);
        return _folder[name];
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

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Requests++;
            Asked = request.RequestUri?.ToString();
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = Answer() });
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
