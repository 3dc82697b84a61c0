using System.Security.Cryptography;

namespace OnnxRecs.Artifacts;

/// <summary>A folder that a stage made: <c>manifest.json</c> and the files it lists, all checked.</summary>
public sealed class Artifact
{
    private Artifact(string folder, Manifest manifest)
    {
        Folder = folder;
        Manifest = manifest;
    }

    public string Folder { get; }

    public Manifest Manifest { get; }

    /// <summary>Size of all files but the manifest.</summary>
    public long Bytes => Manifest.Files.Values.Sum(file => file.Bytes);

    /// <summary>Opens an artifact and reads every file once to compare its checksum.</summary>
    /// <param name="folder">Such as "models/sample/neumf".</param>
    /// <param name="kind">What it must be, see <see cref="ArtifactKinds"/>.</param>
    /// <exception cref="InputException">It is missing; the message says which command makes it.</exception>
    /// <exception cref="InvalidDataException">It is damaged or of another kind or format.</exception>
    public static Artifact Open(string folder, string kind)
    {
        string command = ArtifactKinds.CommandFor(kind, Path.GetFileName(folder));
        if (!Directory.Exists(folder)) throw new InputException($"{folder} is missing: run `{command}`{(kind == ArtifactKinds.Quantized ? "" : " (or `onnxrecs pipeline`)")} first");
        var artifact = new Artifact(folder, ManifestFile.Read(folder, command));
        if (artifact.Manifest.Kind != kind) throw new InvalidDataException($"{folder} is of kind \"{artifact.Manifest.Kind}\", expected \"{kind}\": run `{command}` again");
        foreach ((string path, string fault) in FaultsOf(folder, artifact.Manifest)) throw new InvalidDataException($"{path} is damaged ({fault}): run `{command}` again");
        return artifact;
    }

    /// <summary>The files that are not what the manifest says, with the reason; each file is read once.</summary>
    public static IEnumerable<(string Path, string Fault)> FaultsOf(string folder, Manifest manifest)
    {
        foreach ((string name, FileEntry expected) in manifest.Files)
        {
            string path = Path.Combine(folder, name);
            string? fault =
                !File.Exists(path) ? "it is missing"
                : new FileInfo(path).Length is long bytes && bytes != expected.Bytes ? $"it has {bytes} bytes, {ManifestFile.Name} says {expected.Bytes}"
                : EntryOf(path).Sha256 != expected.Sha256 ? $"its checksum is not the one in {ManifestFile.Name}"
                : null;
            if (fault is not null) yield return (path, fault);
        }
    }

    /// <summary>Path of one of its files.</summary>
    /// <exception cref="InvalidDataException">The manifest lists no such file.</exception>
    public string PathOf(string file)
    {
        if (Manifest.Files.ContainsKey(file)) return Path.Combine(Folder, file);
        string command = ArtifactKinds.CommandFor(Manifest.Kind, Manifest.Name);
        throw new InvalidDataException($"{Folder} has no file {file}: run `{command}` again");
    }

    /// <summary>Refuses an artifact that rests on other data.</summary>
    /// <param name="fingerprint">The fingerprint of the data at hand.</param>
    /// <exception cref="InputException">The fingerprints differ.</exception>
    public Artifact RequireData(string fingerprint)
    {
        if (Manifest.DataFingerprint == fingerprint) return this;
        string command = ArtifactKinds.CommandFor(Manifest.Kind, Manifest.Name);
        throw new InputException($"{Folder} was made from other data ({Short(Manifest.DataFingerprint)}, now {Short(fingerprint)}): run `{command}` (or `onnxrecs pipeline`) again");
    }

    /// <summary>Checksum and size of a file as it lies there.</summary>
    internal static FileEntry EntryOf(string path)
    {
        using FileStream stream = File.OpenRead(path);
        byte[] hash = SHA256.HashData(stream);
        return new FileEntry(Convert.ToHexStringLower(hash), stream.Length);
    }

    /// <summary>As much of a fingerprint as tells it from others in a message.</summary>
    internal static string Short(string fingerprint) => fingerprint.Length > 8 ? fingerprint[..8] : fingerprint;
}
