namespace OnnxRecs.Data.Reading;

/// <summary>Opens files of the disk, and nothing that would wait for somebody to write.</summary>
internal static class RegularFile
{
    /// <summary>
    /// Reads a file from its start. What has no length gives nothing and is not opened: it is an empty file, or a pipe or device, and to open a pipe
    /// is to wait for its writer, which no Ctrl-C ends.
    /// </summary>
    public static Stream OpenRead(string path)
    {
        var file = new FileInfo(path);
        if ((file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file).Length == 0) return Stream.Null;
        // Readers take large blocks: a buffer in between would only copy.
        return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
    }
}
