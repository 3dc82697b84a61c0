using System.Security.Cryptography;
using System.Text;
using OnnxRecs.Data.Reading;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Data.Loaders;

/// <summary>Finds the files of a data set: in the data folder, in a shared one, or at the publisher's address.</summary>
/// <remarks>
/// In both folders <c>name/</c>, if the set's files are in it, comes before <c>name.zip</c>, and that before the published files at their published places, packed (".gz") or
/// not. What is fetched is checked and kept in the data folder, so it is fetched once. Nothing is fetched while a local copy exists.
/// </remarks>
/// <param name="dataDirectory">The data folder; what is fetched goes there.</param>
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
    /// <param name="cancellation">Ends a fetch; what has come is kept, and the next fetch goes on from there.</param>
    /// <exception cref="InputException">The name is unknown, or there is no copy and none can be fetched.</exception>
    public async Task<string> LocateAsync(string name, CancellationToken cancellation = default)
    {
        LoaderEntry entry = LoaderCatalog.Get(name);
        return Find(entry) ?? await FetchAsync(entry, cancellation).ConfigureAwait(false);
    }

    /// <summary>Where a data set lies, or null where there is no local copy.</summary>
    public string? Find(LoaderEntry entry)
    {
        foreach (string directory in Directories)
        {
            string folder = Path.Combine(directory, entry.Name);
            if (Directory.Exists(folder) && !MissingIn(entry, folder).Any()) return folder;
            if (entry.Archive is { } archive && File.Exists(Path.Combine(directory, archive))) return Path.Combine(directory, archive);
            if (entry.Archive is null && Published(entry).Any() && Published(entry).All(file => IsIn(directory, file))) return directory;
        }
        return null;
    }

    /// <summary>A folder of the set that lacks some of its files, or null; for saying which.</summary>
    public string? FindIncomplete(LoaderEntry entry) =>
        Directories.Select(directory => Path.Combine(directory, entry.Name)).FirstOrDefault(folder => Directory.Exists(folder) && MissingIn(entry, folder).Any());

    /// <summary>Makes sure that an archive opens, holds the set's files and, like packed files, is undamaged. What is in the rows it does not look at.</summary>
    /// <exception cref="InvalidDataException">It is not so.</exception>
    public static void Verify(LoaderEntry entry, string path, CancellationToken cancellation = default)
    {
        DataFiles files = entry.FilesAt(path);
        foreach (DataFile file in entry.Files)
        {
            if (file.IsOptional && !files.Has(file.Name)) continue;
            if (files.DamageOf(file.Name, cancellation) is { } damage) throw damage;
        }
    }

    /// <summary>What to put where, in one line.</summary>
    public string Advice(LoaderEntry entry)
    {
        string what = entry.Archive ?? (Published(entry).Any() ? string.Join(", ", Published(entry).Select(file => file.FetchedName)) : $"its folder {entry.Name}/");
        return $"put {what} into {dataDirectory} or the folder that {Variable} names (now {sharedDirectory ?? "unset"})";
    }

    /// <summary>The files on the disk that <see cref="LocateAsync"/> found: the archive, or those of the set's files that are there.</summary>
    public static IReadOnlyList<string> FilesOf(LoaderEntry entry, string path) => [.. entry.FilesAt(path).OnDisk(entry.Files.Select(file => file.Name))];

    /// <summary>SHA-256 over what <see cref="LocateAsync"/> found: the archive, or the names and contents of the files that are read.</summary>
    public static string HashOf(LoaderEntry entry, string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string file in FilesOf(entry, path).Order(StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(path, file)));
            using Stream content = RegularFile.OpenRead(file);
            hash.AppendData(SHA256.HashData(content));
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private IEnumerable<string> Directories => sharedDirectory is null ? [dataDirectory] : [dataDirectory, sharedDirectory];

    private static IEnumerable<string> MissingIn(LoaderEntry entry, string folder)
    {
        DataFiles files = entry.FilesAt(folder);
        return entry.Files.Where(file => !file.IsOptional && !files.Has(file.Name)).Select(file => file.Name);
    }

    /// <summary>The files that the publisher offers one by one.</summary>
    private static IEnumerable<DataFile> Published(LoaderEntry entry) => entry.Files.Where(file => file.Address is not null);

    private static bool IsIn(string directory, DataFile file) => File.Exists(Path.Combine(directory, file.Name)) || File.Exists(Path.Combine(directory, file.Name + ".gz"));

    private IEnumerable<string> Places(LoaderEntry entry)
    {
        foreach (string directory in Directories)
        {
            string folder = Path.Combine(directory, entry.Name);
            yield return Directory.Exists(folder) ? $"{folder} (which lacks {string.Join(" and ", MissingIn(entry, folder))})" : folder;
            if (entry.Archive is not null) yield return Path.Combine(directory, entry.Archive);
            else foreach (DataFile file in Published(entry)) yield return Path.Combine(directory, file.Name);
        }
    }

    private async Task<string> FetchAsync(LoaderEntry entry, CancellationToken cancellation)
    {
        (Uri Address, string Path)[] wanted = entry.Address is { } archive
            ? [(archive, Path.Combine(dataDirectory, entry.Archive!))]
            : [.. Published(entry).Where(file => !IsIn(dataDirectory, file)).Select(file => (file.Address!, Path.Combine(dataDirectory, file.FetchedName)))];
        if (wanted.Length == 0) throw NotFound(entry, null, null);
        reporter.Message($"{entry.Name} is not here; fetching {string.Join(", ", wanted.Select(file => file.Address))}. Terms: {entry.Terms}.");
        foreach ((Uri address, string path) in wanted)
        {
            var download = new Download(http, reporter, Patience);
            try
            {
                await download.RunAsync($"fetch {entry.Name}", address, path, file => FetchedFile.Check(entry, address, file), cancellation).ConfigureAwait(false);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested && error is HttpRequestException or HttpIOException or InvalidDataException or OperationCanceledException)
            {
                throw NotFound(entry, address, error);
            }
        }
        return entry.Address is null ? dataDirectory : wanted[0].Path;
    }

    private InputException NotFound(LoaderEntry entry, Uri? address, Exception? error)
    {
        string network = address is null ? "" : $", or connect to the network";
        string failure = error is null ? "" : $"; {address} gave: {(error is OperationCanceledException ? $"nothing for {Patience.TotalSeconds:F0} s" : error.Message.TrimEnd('.'))}";
        string message = $"{entry.Name} was not found: {Advice(entry)}{network}. Looked in {string.Join(", ", Places(entry))}{failure}.";
        return error is null ? new InputException(message) : new InputException(message, error);
    }
}
