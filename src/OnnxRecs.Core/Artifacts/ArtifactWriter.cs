namespace OnnxRecs.Artifacts;

/// <summary>
/// Makes an artifact so that it is either whole or as it was before, whenever the program ends: files go to <c>NAME.partial</c> beside it,
/// the manifest is written last, and the folders are swapped by two renames (the old one is <c>NAME.old</c> meanwhile).
/// </summary>
/// <remarks>Dispose without <see cref="Commit"/> takes the partial folder away. One writer at a time for each folder of artifacts, see <see cref="FolderLock"/>.</remarks>
public sealed class ArtifactWriter : IDisposable
{
    private const string PartialSuffix = ".partial";
    private const string OldSuffix = ".old";
    private readonly string _folder;

    /// <param name="folder">Where the artifact will be, such as "models/sample/neumf".</param>
    public ArtifactWriter(string folder)
    {
        _folder = folder;
        Recover(folder);
        Directory.CreateDirectory(folder + PartialSuffix);
    }

    /// <summary>Where to write a file of the artifact.</summary>
    /// <exception cref="ArgumentException">The name has a folder in it or is the manifest's.</exception>
    public string PathOf(string file)
    {
        if (file != Path.GetFileName(file) || file == ManifestFile.Name) throw new ArgumentException($"'{file}' cannot be a file of an artifact.", nameof(file));
        return Path.Combine(_folder + PartialSuffix, file);
    }

    /// <summary>Adds the files' checksums to the manifest, writes it and puts the artifact in its place.</summary>
    public Artifact Commit(Manifest manifest)
    {
        string partial = _folder + PartialSuffix;
        var files = new SortedDictionary<string, FileEntry>(StringComparer.Ordinal);
        foreach (string path in Directory.EnumerateFiles(partial))
        {
            Flush(path);
            files.Add(Path.GetFileName(path), Artifact.EntryOf(path));
        }
        AtomicFile.WriteText(Path.Combine(partial, ManifestFile.Name), ManifestFile.ToText(manifest with { Files = files }));

        if (Directory.Exists(_folder)) Directory.Move(_folder, _folder + OldSuffix);
        Directory.Move(partial, _folder);
        if (Directory.Exists(_folder + OldSuffix)) Directory.Delete(_folder + OldSuffix, recursive: true);
        return Artifact.Open(_folder, manifest.Kind);
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder + PartialSuffix)) Directory.Delete(_folder + PartialSuffix, recursive: true);
    }

    /// <summary>Clears what killed runs left in a folder of artifacts.</summary>
    public static void RecoverAll(string parent)
    {
        if (!Directory.Exists(parent)) return;
        foreach (string file in Directory.GetFiles(parent, "*.tmp", SearchOption.AllDirectories)) File.Delete(file);
        foreach (string folder in Directory.GetDirectories(parent))
        {
            foreach (string suffix in (string[])[PartialSuffix, OldSuffix])
            {
                if (folder.EndsWith(suffix, StringComparison.Ordinal)) Recover(folder[..^suffix.Length]);
            }
        }
    }

    private static void Recover(string folder)
    {
        string partial = folder + PartialSuffix, old = folder + OldSuffix;
        // Killed between the two renames: the old one goes back, and the key tells that it must be made again.
        if (Directory.Exists(old) && !Directory.Exists(folder)) Directory.Move(old, folder);
        if (Directory.Exists(old)) Directory.Delete(old, recursive: true);
        if (Directory.Exists(partial)) Directory.Delete(partial, recursive: true);
    }

    /// <summary>To the disk before the rename, else a power cut could leave a renamed folder with empty files.</summary>
    private static void Flush(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        stream.Flush(flushToDisk: true);
    }
}
