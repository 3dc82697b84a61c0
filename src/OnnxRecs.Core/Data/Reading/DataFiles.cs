using System.IO.Compression;

namespace OnnxRecs.Data.Reading;

/// <summary>The files of a data set, out of a folder or straight out of the published zip.</summary>
/// <remarks>
/// A name with folders ("ncf/ml-1m.train.rating") is looked for at that place, then in the folder itself. A bare name is found at any depth,
/// since archives differ in the folders they wrap around it; the least deep one counts. Where there is only "name.gz" it is unpacked.
/// </remarks>
internal sealed class DataFiles
{
    private const string Gzip = ".gz";
    private static readonly EnumerationOptions InnerFolders = new()
    {
        RecurseSubdirectories = true,
        MaxRecursionDepth = 4,
        IgnoreInaccessible = true,
        MatchType = MatchType.Simple,
        AttributesToSkip = FileAttributes.ReparsePoint, // a link may lead in circles, or out of the set
    };
    private readonly string _path;
    private readonly bool _isFolder;
    private readonly bool _isDeep;
    private readonly string _advice;

    /// <param name="path">A folder or a zip file.</param>
    /// <param name="isDeep">Whether bare names are looked for in inner folders too.</param>
    /// <param name="canFetch">Whether damaged files can be fetched again.</param>
    public DataFiles(string path, bool isDeep = true, bool canFetch = true)
    {
        _path = path;
        _isDeep = isDeep;
        _advice = canFetch ? ". Delete it and fetch it again" : "";
        _isFolder = Directory.Exists(path);
    }

    /// <summary>Reads a file from its start; whoever opens it disposes of it.</summary>
    /// <exception cref="InvalidDataException">There is no such file, or the archive is damaged.</exception>
    public Stream Open(string name)
    {
        if (!_isFolder) return OpenEntry(name) ?? throw Missing(name);
        string path = Find(name) ?? throw Missing(name);
        Stream content = RegularFile.OpenRead(path);
        return IsGzip(path) ? new PackedStream(new GzipContent(content), error => Damaged(path, error)) : content;
    }

    /// <summary>
    /// Reads a packed file to its end, where its checksum is: what is wrong with it, or null where it is whole or not packed. What is damaged unpacks to
    /// nonsense long before that.
    /// </summary>
    public InvalidDataException? DamageOf(string name, CancellationToken cancellation = default)
    {
        try
        {
            if (_isFolder && (Find(name) is not { } path || !IsGzip(path))) return null;
            using Stream content = Open(name);
            byte[] buffer = new byte[1 << 16];
            while (content.Read(buffer) > 0) cancellation.ThrowIfCancellationRequested();
            return null;
        }
        catch (InvalidDataException error)
        {
            return error;
        }
    }

    public bool Has(string name)
    {
        if (_isFolder) return Find(name) is not null;
        using ZipArchive archive = OpenArchive();
        return FindEntry(archive, name) is not null;
    }

    /// <summary>The files on the disk that hold these: the archive, or those that are there.</summary>
    public IEnumerable<string> OnDisk(IEnumerable<string> names) => _isFolder ? names.Select(Find).OfType<string>() : File.Exists(_path) ? [_path] : [];

    /// <summary>How messages call a file.</summary>
    public string NameOf(string name) => $"{_path}: {name}";

    private InvalidDataException Missing(string name) => new Problem(_path, 0, name, "the file", $"holds no {name}").ToException();

    private string? Find(string name)
    {
        string file = Path.GetFileName(name);
        string? near = new[] { name, name + Gzip, file, file + Gzip }.Select(place => Path.Combine(_path, place)).FirstOrDefault(File.Exists);
        if (near is not null || !_isDeep || name.Contains('/')) return near;
        return Directory.EnumerateFiles(_path, "*", InnerFolders).Where(found => Path.GetFileName(found) is var own && (own == name || own == name + Gzip))
            .Select(found => (Depth(found), found)).DefaultIfEmpty((0, null!)).Min().found;
    }

    private Stream? OpenEntry(string name)
    {
        ZipArchive archive = OpenArchive();
        try
        {
            if (FindEntry(archive, name) is { } entry)
            {
                Stream content = new ZipEntryStream(archive, entry);
                return new PackedStream(IsGzip(entry.Name) ? new GzipContent(content) : content, error => Damaged(_path, error));
            }
            archive.Dispose();
            return null;
        }
        catch (Exception error) when (BadContent.Caused(error))
        {
            archive.Dispose();
            throw Damaged(_path, error);
        }
    }

    private ZipArchive OpenArchive()
    {
        try
        {
            return new ZipArchive(RegularFile.OpenRead(_path), ZipArchiveMode.Read);
        }
        catch (Exception error) when (BadContent.Caused(error) || error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw error is IOException and not EndOfStreamException ? new Problem(_path, 0, "archive", "a folder or a zip archive", "is missing; put the data there, or name another place in $.dataDirectory").ToException(error) : Damaged(_path, error);
        }
    }

    private InvalidDataException Damaged(string file, Exception error) =>
        new Problem(file, 0, "content", "an undamaged file", $"is damaged ({error.Message.TrimEnd('.')}){_advice}").ToException(error);

    private ZipArchiveEntry? FindEntry(ZipArchive archive, string name)
    {
        string file = Path.GetFileName(name);
        try
        {
            return archive.Entries.Where(found => found.Name == file || found.Name == file + Gzip).MinBy(found => (Depth(found.FullName), found.FullName));
        }
        catch (Exception error) when (BadContent.Caused(error))
        {
            throw Damaged(_path, error);
        }
    }

    private static bool IsGzip(string name) => name.EndsWith(Gzip, StringComparison.Ordinal);

    private static int Depth(string path) => path.AsSpan().Count('/') + path.AsSpan().Count('\\');
}
