using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using OnnxRecs.Artifacts;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Data.Loaders;

/// <summary>Finds the files of a data set: in the data folder, in a shared one, or at the publisher's address.</summary>
/// <remarks>
/// In both folders <c>name/</c> comes before <c>name.zip</c>. What is fetched is checked to be a zip archive and kept in the data folder, so
/// it is fetched once. Nothing is fetched while a local copy exists.
/// </remarks>
/// <param name="dataDirectory">The data folder; fetched archives go there.</param>
/// <param name="sharedDirectory">A folder with further copies, or null; see <see cref="FromEnvironment"/>.</param>
/// <param name="http">Used only where nothing is found locally.</param>
/// <param name="reporter">Hears of a fetch.</param>
public sealed class DataSource(string dataDirectory, string? sharedDirectory, HttpClient http, IReporter reporter)
{
    /// <summary>The environment variable that names the shared folder.</summary>
    public const string Variable = "ONNXRECS_DATA";

    /// <summary>How long the publisher may send nothing before a fetch is given up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A source whose shared folder is what <see cref="Variable"/> names, if it is set.</summary>
    public static DataSource FromEnvironment(string dataDirectory, HttpClient http, IReporter reporter) =>
        new(dataDirectory, Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } shared ? shared : null, http, reporter);

    /// <summary>Where a data set lies, after fetching it where there is no local copy: a folder or an archive.</summary>
    /// <param name="name">A name in <see cref="LoaderCatalog"/>.</param>
    /// <exception cref="InputException">The name is unknown, or there is no copy and none can be fetched.</exception>
    public async Task<string> LocateAsync(string name, CancellationToken cancellation = default)
    {
        LoaderEntry entry = LoaderCatalog.Get(name);
        return Find(entry) ?? await FetchAsync(entry, cancellation).ConfigureAwait(false);
    }

    /// <summary>SHA-256 over what <see cref="LocateAsync"/> found: the archive, or the names and contents of the folder's files.</summary>
    public static string HashOf(string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        string[] files = Directory.Exists(path) ? Directory.GetFiles(path, "*", SearchOption.AllDirectories) : [path];
        foreach (string file in files.Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(path, file)));
            using FileStream content = File.OpenRead(file);
            hash.AppendData(SHA256.HashData(content));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private string? Find(LoaderEntry entry) =>
        Places(entry).FirstOrDefault(place => place.EndsWith(".zip", StringComparison.Ordinal) ? File.Exists(place) : Directory.Exists(place));

    private IEnumerable<string> Places(LoaderEntry entry)
    {
        foreach (string? directory in (string?[])[dataDirectory, sharedDirectory])
        {
            if (directory is null) continue;
            yield return Path.Combine(directory, entry.Name);
            if (entry.Archive is not null) yield return Path.Combine(directory, entry.Archive);
        }
    }

    private async Task<string> FetchAsync(LoaderEntry entry, CancellationToken cancellation)
    {
        if (entry.Address is null) throw NotFound(entry, null);
        byte[] archive;
        try
        {
            reporter.Message($"{entry.Name} is not here; fetching {entry.Address}. Terms: {entry.Licence}.");
            archive = await DownloadAsync(entry, cancellation).ConfigureAwait(false);
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested && error is HttpRequestException or IOException or InvalidDataException or OperationCanceledException)
        {
            throw NotFound(entry, error);
        }
        string path = Path.Combine(dataDirectory, entry.Archive!);
        AtomicFile.Write(path, stream => stream.Write(archive));
        return path;
    }

    private async Task<byte[]> DownloadAsync(LoaderEntry entry, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        using HttpResponseMessage response =
            await http.GetAsync(entry.Address, HttpCompletionOption.ResponseHeadersRead, patience.Token).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        long? total = response.Content.Headers.ContentLength;
        using Stream body = await response.Content.ReadAsStreamAsync(patience.Token).ConfigureAwait(false);
        using var archive = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        while (await body.ReadAsync(buffer, patience.Token).ConfigureAwait(false) is int read and > 0)
        {
            patience.CancelAfter(Patience);
            archive.Write(buffer, 0, read);
            if (total is > 0) reporter.Progress($"fetch {entry.Name}", (double)archive.Length / total.Value, $"{archive.Length / 1e6:F1} of {total.Value / 1e6:F1} MB");
        }
        // A login page in the way also answers with success: keep nothing that is no archive.
        using var check = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true);
        return archive.ToArray();
    }

    private InputException NotFound(LoaderEntry entry, Exception? error)
    {
        string what = entry.Archive ?? $"its folder {entry.Name}/";
        string shared = $"the folder that {Variable} names (now {sharedDirectory ?? "unset"})";
        string network = entry.Address is null ? "" : $", or connect to the network";
        string failure = error is null ? "" : $"; {entry.Address} gave: {(error is OperationCanceledException ? $"nothing for {Patience.TotalSeconds:F0} s" : error.Message)}";
        string message = $"{entry.Name} was not found: put {what} into {dataDirectory} or {shared}{network}. Looked in {string.Join(", ", Places(entry))}{failure}.";
        return error is null ? new InputException(message) : new InputException(message, error);
    }
}
