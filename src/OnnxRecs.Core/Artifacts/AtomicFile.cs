using System.Formats.Tar;

namespace OnnxRecs.Artifacts;

/// <summary>Files that are either whole or not there: written beside and renamed.</summary>
public static class AtomicFile
{
    /// <summary>Writes a file; when <paramref name="write"/> fails, what stood at <paramref name="path"/> is untouched and nothing else remains.</summary>
    /// <remarks>A symbolic link stays and what it points to is replaced.</remarks>
    /// <exception cref="InputException">What stands there is no regular file.</exception>
    public static void Write(string path, Action<Stream> write)
    {
        string full = TargetOf(path);
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

    /// <summary>Full path of the file that would be written, where the links of its own name lead.</summary>
    /// <exception cref="InputException">A directory, a device or something else that is no regular file stands there, and would be gone.</exception>
    public static string TargetOf(string path)
    {
        string full = Path.GetFullPath(path);
        string target = new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)!.FullName;
        string where = target == full ? path : $"{path} (a link to {target})";
        if (Directory.Exists(target)) throw new InputException($"{where} is a directory: name a file");
        if (File.Exists(target) && !IsRegular(target)) throw new InputException($"{where} is no regular file but a device, a pipe or a socket: name another file");
        return target;
    }

    // .NET tells what a file is only to those who archive it. Of what is not regular the system gives the length 0, so no content is read.
    private static bool IsRegular(string file)
    {
        if (OperatingSystem.IsWindows() || new FileInfo(file).Length > 0) return true;
        using var archive = new MemoryStream();
        try
        {
            using var writer = new TarWriter(archive, leaveOpen: true);
            writer.WriteEntry(file, "file");
        }
        catch (IOException)
        {
            // A socket.
            return false;
        }
        archive.Position = 0;
        using var reader = new TarReader(archive);
        return reader.GetNextEntry()!.EntryType == TarEntryType.RegularFile;
    }
}
