using System.IO.Compression;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class DataFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_FolderOrItsZip_GivesTheSameFileHoweverDeep()
    {
        _folder.Write("set/inner/deeper/u.data", "deep");
        _folder.Write("set/inner/u.data", "shallow");
        ZipFile.CreateFromDirectory(_folder["set"], _folder["set.zip"]);

        Assert.Equal("shallow"u8.ToArray(), new DataFiles(_folder["set"]).Read("u.data"));
        Assert.Equal("shallow"u8.ToArray(), new DataFiles(_folder["set.zip"]).Read("u.data"));
    }

    [Fact]
    public void Read_NoSuchFile_IsNamed()
    {
        _folder.Write("set/other", "");

        var error = Assert.Throws<InvalidDataException>(() => new DataFiles(_folder["set"]).Read("u.data"));

        Assert.Contains("set holds no u.data", error.Message, StringComparison.Ordinal);
        Assert.Null(new DataFiles(_folder["set"]).TryRead("u.data"));
    }

    [Fact]
    public void Read_CutZip_IsRefusedWithAdvice()
    {
        _folder.Write("set/u.data", new string('x', 5_000));
        ZipFile.CreateFromDirectory(_folder["set"], _folder["set.zip"]);
        byte[] whole = File.ReadAllBytes(_folder["set.zip"]);
        _folder.Write("cut.zip", whole[..(whole.Length / 2)]);

        var error = Assert.Throws<InvalidDataException>(() => new DataFiles(_folder["cut.zip"]).Read("u.data"));

        Assert.Contains("Delete it and fetch it again", error.Message, StringComparison.Ordinal);
    }
}
