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
    private readonly string _path;
    private readonly bool _isFolder;
    private readonly bool _isDeep;

    /// <param name="path">A folder or a zip file.</param>
    /// <param name="isDeep">Whether bare names are looked for in inner folders too.</param>
    public DataFiles(string path, bool isDeep = true)
    {
        _path = path;
        _isDeep = isDeep;
        _isFolder = Directory.Exists(path);
    }

    /// <summary>Reads a file from its start; whoever opens it disposes of it.</summary>
    /// <exception cref="InvalidDataException">There is no such file, or the archive is damaged.</exception>
    public Stream Open(string name)
    {
        if (!_isFolder) return OpenEntry(name) ?? throw Missing(name);
        string path = Find(name) ?? throw Missing(name);
        // The reader takes large blocks: a buffer in between would only copy.
        return Unpacked(path, new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1));
    }

    public bool Has(string name)
    {
        if (_isFolder) return Find(name) is not null;
        using ZipArchive archive = OpenArchive();
        return FindEntry(archive, name) is not null;
    }

    /// <summary>The files on the disk that hold these: the archive, or those that are there.</summary>
    public IEnumerable<string> OnDisk(IEnumerable<string> names) => _isFolder ? names.Select(Find).OfType<string>() : [_path];

    /// <summary>How messages call a file.</summary>
    public string NameOf(string name) => $"{_path}: {name}";

    private InvalidDataException Missing(string name) => new Problem(_path, 0, name, "the file", $"holds no {name}").ToException();

    private string? Find(string name)
    {
        string file = Path.GetFileName(name);
        string? near = new[] { name, name + Gzip, file, file + Gzip }.Select(place => Path.Combine(_path, place)).FirstOrDefault(File.Exists);
        if (near is not null || !_isDeep || name.Contains('/')) return near;
        return Directory.EnumerateFiles(_path, name, SearchOption.AllDirectories).Concat(Directory.EnumerateFiles(_path, name + Gzip, SearchOption.AllDirectories))
            .Select(found => (Depth(found), found)).DefaultIfEmpty((0, null!)).Min().found;
    }

    private Stream? OpenEntry(string name)
    {
        ZipArchive archive = OpenArchive();
        try
        {
            if (FindEntry(archive, name) is { } entry) return Unpacked(entry.Name, new ZipEntryStream(archive, entry));
            archive.Dispose();
            return null;
        }
        catch (Exception error) when (BadContent.Caused(error))
        {
            archive.Dispose();
            throw Damaged(error);
        }
    }

    private ZipArchive OpenArchive()
    {
        try
        {
            return ZipFile.OpenRead(_path);
        }
        catch (Exception error) when (BadContent.Caused(error) || error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw error is IOException and not EndOfStreamException ? new Problem(_path, 0, "archive", "a folder or a zip archive", "is missing").ToException(error) : Damaged(error);
        }
    }

    private InvalidDataException Damaged(Exception error) =>
        new Problem(_path, 0, "archive", "a whole zip archive", $"is no whole zip archive ({error.Message.TrimEnd('.')}). Delete it and fetch it again").ToException(error);

    private ZipArchiveEntry? FindEntry(ZipArchive archive, string name)
    {
        string file = Path.GetFileName(name);
        try
        {
            return archive.Entries.Where(found => found.Name == file || found.Name == file + Gzip).MinBy(found => (Depth(found.FullName), found.FullName));
        }
        catch (Exception error) when (BadContent.Caused(error))
        {
            throw Damaged(error);
        }
    }

    private static Stream Unpacked(string name, Stream stream) => name.EndsWith(Gzip, StringComparison.Ordinal) ? new GzipContent(stream) : stream;

    private static int Depth(string path) => path.AsSpan().Count('/') + path.AsSpan().Count('\\');
}
