namespace OnnxRecs.Artifacts;

/// <summary>Files that are either whole or not there: written beside and renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file; when <paramref name="write"/> fails, what stood at <paramref name="path"/> is untouched and nothing else remains.</summary>
    public static void Write(string path, Action<Stream> write)
    {
        string full = Path.GetFullPath(path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        string beside = $"{full}.{Environment.ProcessId}.tmp";
        try
        {
            using (var stream = new FileStream(beside, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(beside, full, overwrite: true);
        }
        catch (ArgumentOutOfRangeException e) when (e.ParamName == "value")
        {
            // What .NET makes of the system's "file too large".
            File.Delete(beside);
            throw new IOException($"{full} cannot be written: it is larger than the file system or a limit of the system allows", e);
        }
        catch
        {
            File.Delete(beside);
            throw;
        }
    }

    /// <inheritdoc cref="Write(string, Action{Stream})"/>
    public static void WriteText(string path, string text) => Write(path, stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)));
}
