using System.Net;
using System.Net.Http.Headers;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Data.Loaders;

/// <summary>Fetches a file to its place, where it appears only when it is whole and checked.</summary>
/// <remarks>
/// Until then it is "NAME.part", beside "NAME.part.tag" with what the server calls this version (ETag or Last-Modified). After an interruption
/// only the rest is asked for, if the server still has that version; else all of it.
/// </remarks>
internal sealed class Download(HttpClient http, IReporter reporter, TimeSpan patience)
{
    /// <param name="task">How progress calls it.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="path">Where it goes.</param>
    /// <param name="check">Throws <see cref="InvalidDataException"/> where the file is not what it should be; it is deleted then.</param>
    /// <param name="cancellation">What has come stays.</param>
    /// <exception cref="HttpRequestException">There is no network, or the server refuses.</exception>
    /// <exception cref="OperationCanceledException">The server fell silent, or the caller cancelled.</exception>
    /// <exception cref="IOException">The connection broke (<see cref="HttpIOException"/>) or the disk is full; of the latter nothing remains.</exception>
    public async Task RunAsync(string task, Uri address, string path, Action<string> check, CancellationToken cancellation)
    {
        string part = path + ".part", tag = part + ".tag";
        using (HttpResponseMessage response = await AskAsync(address, part, tag, cancellation).ConfigureAwait(false))
        {
            response.EnsureSuccessStatusCode();
            await ReceiveAsync(task, response, part, tag, cancellation).ConfigureAwait(false);
        }
        try
        {
            check(part);
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            Forget(part, tag);
            throw error as InvalidDataException ?? new InvalidDataException(error.Message, error);
        }
        File.Delete(tag);
        File.Move(part, path, overwrite: true);
    }

    /// <summary>Asks for what is still missing, or for all where that cannot be had.</summary>
    private async Task<HttpResponseMessage> AskAsync(Uri address, string part, string tag, CancellationToken cancellation)
    {
        long have = File.Exists(part) && File.Exists(tag) ? new FileInfo(part).Length : 0;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (have > 0 && RangeConditionHeaderValue.TryParse(await File.ReadAllTextAsync(tag, cancellation).ConfigureAwait(false), out RangeConditionHeaderValue? version))
        {
            request.Headers.Range = new RangeHeaderValue(have, null);
            request.Headers.IfRange = version;
        }
        HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
        bool isRest = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == have;
        if (request.Headers.Range is null || isRest || response.StatusCode == HttpStatusCode.OK) return response;
        // There is no such rest: what is here is of no use.
        response.Dispose();
        Forget(part, tag);
        return await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
    }

    private async Task ReceiveAsync(string task, HttpResponseMessage response, string part, string tag, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(patience);
        using Stream body = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
        bool isRest = response.StatusCode == HttpStatusCode.PartialContent;
        long? total = isRest ? response.Content.Headers.ContentRange?.Length : response.Content.Headers.ContentLength;
        using FileStream file = OpenPart(response, part, tag, isRest);
        byte[] buffer = new byte[1 << 16];
        while (await body.ReadAsync(buffer, limit.Token).ConfigureAwait(false) is int read and > 0)
        {
            limit.CancelAfter(patience);
            Write(file, buffer.AsSpan(0, read), part, tag);
            if (total is > 0) reporter.Progress(task, (double)file.Length / total.Value, $"{file.Length / 1e6:F1} of {total.Value / 1e6:F1} MB");
        }
        if (total is { } whole && file.Length != whole) throw new HttpRequestException($"{file.Length:N0} of {whole:N0} bytes; run it again to go on");
        Flush(file, part, tag);
    }

    private static FileStream OpenPart(HttpResponseMessage response, string part, string tag, bool isRest)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(part))!);
        if (isRest) return new FileStream(part, FileMode.Append, FileAccess.Write);
        Forget(part, tag);
        string? version = response.Headers.ETag is { IsWeak: false } etag ? etag.ToString() : response.Content.Headers.LastModified?.ToString("R");
        if (version is not null) File.WriteAllText(tag, version);
        return new FileStream(part, FileMode.Create, FileAccess.Write);
    }

    private static void Write(FileStream file, ReadOnlySpan<byte> bytes, string part, string tag)
    {
        try
        {
            file.Write(bytes);
        }
        catch (Exception error) when (IsDiskFull(error))
        {
            throw Full(error, file, part, tag);
        }
    }

    private static void Flush(FileStream file, string part, string tag)
    {
        try
        {
            file.Flush(flushToDisk: true);
        }
        catch (Exception error) when (IsDiskFull(error))
        {
            throw Full(error, file, part, tag);
        }
    }

    /// <summary>.NET turns the system's "file too large" into the second kind.</summary>
    private static bool IsDiskFull(Exception error) => error is IOException or ArgumentOutOfRangeException;

    private static IOException Full(Exception error, FileStream file, string part, string tag)
    {
        long size = file.Position;
        Forget(part, tag);
        return new IOException($"{part} cannot be written after {size:N0} bytes: {error.Message.TrimEnd('.')}. Nothing was kept of it; make room and run it again.", error);
    }

    private static void Forget(string part, string tag)
    {
        File.Delete(part);
        File.Delete(tag);
    }
}
