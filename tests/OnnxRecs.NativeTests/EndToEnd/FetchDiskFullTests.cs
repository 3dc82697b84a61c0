using OnnxRecs.Data.Loaders;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

public sealed class FetchDiskFullTests
{
    [PosixFact]
    public async Task Fetch_DiskIsFull_SaysSoAndKeepsNothing()
    {
        using var folder = new TempFolder();
        using var http = new HttpClient(new Publisher());
        var source = new DataSource(folder["data"], null, http, new RecordingReporter());

        Exception? error;
        using (new FileSizeLimit(100_000)) error = await Record.ExceptionAsync(() => source.LocateAsync("ml-1m"));

        Assert.IsAssignableFrom<IOException>(error);
        Assert.Contains("ml-1m.zip.part cannot be written after ", error.Message, StringComparison.Ordinal);
        Assert.Contains("make room and run it again", error.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(folder["data"]));
    }

    /// <summary>Sends a megabyte whatever is asked for.</summary>
    private sealed class Publisher : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage { Content = new ByteArrayContent(new byte[1_000_000]) });
    }
}
