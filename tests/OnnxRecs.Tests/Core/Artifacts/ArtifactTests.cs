using OnnxRecs.Artifacts;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Artifacts;

public sealed class ArtifactTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private string Neumf => _folder["neumf"];

    [Fact]
    public void Commit_ThenOpen_GivesTheManifestAndItsFiles()
    {
        Write("k1", "content");

        var artifact = Artifact.Open(Neumf, ArtifactKinds.Model);

        Assert.Equal(("k1", "neumf", 7L), (artifact.Manifest.Key, artifact.Manifest.Name, artifact.Bytes));
        // echo -n content | sha256sum
        Assert.Equal("ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73", artifact.Manifest.Files["model.onnx"].Sha256);
        Assert.Equal("content", File.ReadAllText(artifact.PathOf("model.onnx")));
        Assert.Equal(["neumf"], Entries());
    }

    [Fact]
    public void Open_Missing_SaysWhichCommandMakesIt() =>
        Assert.Equal($"{Neumf} is missing: run `onnxrecs train neumf` (or `onnxrecs pipeline`) first", Assert.Throws<InputException>(() => Artifact.Open(Neumf, ArtifactKinds.Model)).Message);

    [Fact]
    public void Open_ChangedFile_IsDamaged()
    {
        Write("k1", "content");
        File.WriteAllText(Path.Combine(Neumf, "model.onnx"), "CONTENT");

        Assert.Equal($"{Path.Combine(Neumf, "model.onnx")} is damaged (its checksum is not the one in manifest.json): run `onnxrecs train neumf` again", Damage());
    }

    [Fact]
    public void Open_CutFile_IsDamaged()
    {
        Write("k1", "content");
        File.WriteAllText(Path.Combine(Neumf, "model.onnx"), "con");

        Assert.Contains("(it has 3 bytes, manifest.json says 7)", Damage(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingFile_IsDamaged()
    {
        Write("k1", "content");
        File.Delete(Path.Combine(Neumf, "model.onnx"));

        Assert.Contains("model.onnx is damaged (it is missing)", Damage(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"format\": 2", "\"format\": 1", "its format is 1, this program reads 2")]
    [InlineData("\"format\": 2,", "", "it has no \"format\"")]
    [InlineData("\"kind\": \"model\"", "\"kind\": \"rank\"", "its checksum does not match")]
    [InlineData("model.onnx", "../model.onnx", "\"../model.onnx\" is no plain file name")]
    [InlineData("\"kind\": \"model\",", "", "kind")]
    [InlineData("\"key\": \"k1\"", "\"key\": null", "cannot be used")]
    [InlineData("}\n", "", "cannot be used")]
    public void Open_WrongManifest_IsRefused(string from, string to, string expected)
    {
        Write("k1", "content");
        string path = Path.Combine(Neumf, "manifest.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(from, to, StringComparison.Ordinal));

        Assert.Contains(expected, Damage(), StringComparison.Ordinal);
        Assert.EndsWith(": run `onnxrecs train neumf` again", Damage(), StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnyBitOfTheManifestFlipped_IsRefused()
    {
        Write("k1", "content");
        string path = Path.Combine(Neumf, "manifest.json");
        byte[] whole = File.ReadAllBytes(path);

        for (int i = 0; i < whole.Length; i++)
        {
            byte[] damaged = [.. whole];
            damaged[i] ^= (byte)(1 << (i % 8));
            File.WriteAllBytes(path, damaged);
            Assert.Contains("manifest.json cannot be used", Damage(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Open_OtherKind_IsRefused()
    {
        Write("k1", "content");

        Assert.Equal(
            $"{Neumf} is of kind \"model\", expected \"rank\": run `onnxrecs rank` again",
            Assert.Throws<InvalidDataException>(() => Artifact.Open(Neumf, ArtifactKinds.Rank)).Message);
    }

    [Fact]
    public void Open_NoManifest_IsDamaged()
    {
        Directory.CreateDirectory(Neumf);

        Assert.Contains("manifest.json is missing", Damage(), StringComparison.Ordinal);
    }

    [Fact]
    public void RequireData_OtherFingerprint_IsRefused()
    {
        Artifact artifact = Write("k1", "content");

        Assert.Same(artifact, artifact.RequireData("fingerprint"));
        Assert.Equal(
            $"{Neumf} was made from other data (fingerpr, now 12345678): run `onnxrecs train neumf` (or `onnxrecs pipeline`) again",
            Assert.Throws<InputException>(() => artifact.RequireData("123456789")).Message);
    }

    [Fact]
    public void PathOf_UnknownFile_IsRefused() => Assert.Throws<InvalidDataException>(() => Write("k1", "content").PathOf("other.bin"));

    [Fact]
    public void Commit_Again_ReplacesTheWholeFolder()
    {
        using (var writer = new ArtifactWriter(Neumf))
        {
            File.WriteAllText(writer.PathOf("old.bin"), "old");
            writer.Commit(Manifest("k0"));
        }

        Write("k1", "content");

        Assert.Equal(["manifest.json", "model.onnx"], Directory.GetFiles(Neumf).Select(Path.GetFileName).Order());
        Assert.Equal(["neumf"], Entries());
    }

    [Fact]
    public void Dispose_WithoutCommit_LeavesWhatWasThere()
    {
        Write("k1", "content");

        using (var writer = new ArtifactWriter(Neumf)) File.WriteAllText(writer.PathOf("model.onnx"), "half");

        Assert.Equal("content", File.ReadAllText(Artifact.Open(Neumf, ArtifactKinds.Model).PathOf("model.onnx")));
        Assert.Equal(["neumf"], Entries());
    }

    [Fact]
    public void RecoverAll_KilledWhileWriting_RemovesThePartialFolder()
    {
        Write("k1", "content");
        Directory.CreateDirectory(Neumf + ".partial");
        _folder.Write("timings.json.99.tmp", "half");

        ArtifactWriter.RecoverAll(_folder.Path);

        Assert.Equal(["neumf"], Entries());
    }

    [Fact]
    public void RecoverAll_KilledBetweenTheRenames_PutsTheOldOneBack()
    {
        Write("k1", "content");
        Directory.Move(Neumf, Neumf + ".old");
        Directory.CreateDirectory(Neumf + ".partial");

        ArtifactWriter.RecoverAll(_folder.Path);

        Assert.Equal("k1", Artifact.Open(Neumf, ArtifactKinds.Model).Manifest.Key);
        Assert.Equal(["neumf"], Entries());
    }

    [Fact]
    public void RecoverAll_KilledAfterTheRenames_RemovesTheOldOne()
    {
        Write("k1", "content");
        Directory.CreateDirectory(Neumf + ".old");

        ArtifactWriter.RecoverAll(_folder.Path);

        Assert.Equal(["neumf"], Entries());
    }

    [Theory]
    [InlineData("manifest.json")]
    [InlineData("a/b")]
    [InlineData("../x")]
    public void Writer_OtherThanAPlainFile_IsRefused(string name)
    {
        using var writer = new ArtifactWriter(Neumf);

        Assert.Throws<ArgumentException>(() => writer.PathOf(name));
    }

    [Fact]
    public void FolderLock_SecondRun_IsRefusedUntilTheFirstEnds()
    {
        using (new FolderLock(_folder.Path))
        {
            Assert.Equal($"Another run is working in {_folder.Path}: wait for it to end", Assert.Throws<InputException>(() => new FolderLock(_folder.Path)).Message);
        }

        new FolderLock(_folder.Path).Dispose();
    }

    [Fact]
    public void Timings_AreKeptByName()
    {
        new Timings(_folder.Path).Set("neumf", 12.34567);
        new Timings(_folder.Path).Set("gru", 2);

        Assert.Equal(new Dictionary<string, double> { ["gru"] = 2, ["neumf"] = 12.346 }, new Timings(_folder.Path).Seconds);
    }

    [Fact]
    public void Timings_DamagedFile_SaysWhatToDo()
    {
        _folder.Write("timings.json", "{");

        Assert.Contains("delete it, only the times shown are lost", Assert.Throws<InvalidDataException>(() => new Timings(_folder.Path)).Message, StringComparison.Ordinal);
    }

    private static Manifest Manifest(string key) => new() { Kind = ArtifactKinds.Model, Name = "neumf", Key = key, DataFingerprint = "fingerprint" };

    private Artifact Write(string key, string content)
    {
        using var writer = new ArtifactWriter(Neumf);
        File.WriteAllText(writer.PathOf("model.onnx"), content);
        return writer.Commit(Manifest(key));
    }

    private string Damage() => Assert.Throws<InvalidDataException>(() => Artifact.Open(Neumf, ArtifactKinds.Model)).Message;

    private IEnumerable<string?> Entries() => Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName).Order();
}
