namespace OnnxRecs.Artifacts;

/// <summary>Holds a folder of artifacts for one run. The system frees it when the program ends, however it ends.</summary>
public sealed class FolderLock : IDisposable
{
    private readonly FileStream _stream;

    /// <param name="folder">Such as "models/sample"; made when it is missing.</param>
    /// <exception cref="InputException">Another run holds it.</exception>
    public FolderLock(string folder)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, ".lock");
        try
        {
            _stream = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (File.Exists(path))
        {
            throw new InputException($"Another run is working in {folder}: wait for it to end", e);
        }
    }

    /// <summary>Leaves the empty file there: removing it could take it from a run that has just opened it.</summary>
    public void Dispose() => _stream.Dispose();
}
