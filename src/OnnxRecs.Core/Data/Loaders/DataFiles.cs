using System.IO.Compression;

namespace OnnxRecs.Data.Loaders;

/// <summary>The files of a data set, out of a folder or straight out of the published zip.</summary>
/// <remarks>A file is found by its own name at any depth, since archives differ in the folders they wrap around it; the least deep one counts.</remarks>
internal sealed class DataFiles
{
    private readonly string _path;
    private readonly bool _isFolder;

    /// <param name="path">A folder or a zip file.</param>
    public DataFiles(string path)
    {
        _path = path;
        _isFolder = Directory.Exists(path);
    }

    /// <summary>A file's whole content.</summary>
    /// <exception cref="InvalidDataException">There is no such file, or the archive is damaged.</exception>
    public byte[] Read(string name) =>
        TryRead(name) ?? throw new InvalidDataException($"{_path} holds no {name}.");

    /// <summary>A file's whole content, or null where there is no such file.</summary>
    public byte[]? TryRead(string name) => _isFolder ? ReadFromFolder(name) : ReadFromZip(name);

    /// <summary>How messages call a file.</summary>
    public string NameOf(string name) => $"{_path}: {name}";

    private byte[]? ReadFromFolder(string name)
    {
        string? file = Directory.EnumerateFiles(_path, name, SearchOption.AllDirectories).MinBy(found => (Depth(found), found));
        return file is null ? null : File.ReadAllBytes(file);
    }

    private byte[]? ReadFromZip(string name)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(_path);
            ZipArchiveEntry? entry = archive.Entries.Where(found => found.Name == name).MinBy(found => (Depth(found.FullName), found.FullName));
            if (entry is null) return null;
            byte[] bytes = new byte[entry.Length];
            using Stream stream = entry.Open();
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception error) when (error is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{_path} is no whole zip archive ({error.Message}). Delete it and fetch it again.", error);
        }
    }

    private static int Depth(string path) => path.AsSpan().Count('/') + path.AsSpan().Count('\\');
}
