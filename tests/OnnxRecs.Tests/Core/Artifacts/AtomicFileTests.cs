using OnnxRecs.Artifacts;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Artifacts;

public sealed class AtomicFileTests
{
    [Fact]
    public void Write_NewOrExisting_HoldsTheNewContentAndNothingElse()
    {
        using var folder = new TempFolder();

        AtomicFile.WriteText(folder["deep/file.txt"], "one");
        AtomicFile.WriteText(folder["deep/file.txt"], "two");

        Assert.Equal("two", File.ReadAllText(folder["deep/file.txt"]));
        Assert.Single(Directory.GetFiles(folder["deep"]));
    }

    [Fact]
    public void Write_FailsHalfway_LeavesTheOldContentAndNothingElse()
    {
        using var folder = new TempFolder();
        AtomicFile.WriteText(folder["file.txt"], "old");

        Assert.Throws<InvalidOperationException>(() => AtomicFile.Write(folder["file.txt"], stream =>
        {
            stream.WriteByte(1);
            throw new InvalidOperationException();
        }));

        Assert.Equal("old", File.ReadAllText(folder["file.txt"]));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void Write_FileTooLargeForTheSystem_IsAnInputOutputError()
    {
        using var folder = new TempFolder();

        var error = Assert.Throws<IOException>(() => AtomicFile.Write(folder["file.txt"], _ => throw new ArgumentOutOfRangeException("value")));

        Assert.Equal($"{folder["file.txt"]} cannot be written: it is larger than the file system or a limit of the system allows", error.Message);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }
}
