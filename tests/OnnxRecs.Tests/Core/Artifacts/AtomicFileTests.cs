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

    [Fact]
    public void Write_Link_StaysAndItsTargetIsReplaced()
    {
        if (OperatingSystem.IsWindows()) return;
        using var folder = new TempFolder();
        folder.Write("target.txt", "old");
        File.CreateSymbolicLink(folder["middle.txt"], "target.txt");
        File.CreateSymbolicLink(folder["link.txt"], folder["middle.txt"]);
        File.CreateSymbolicLink(folder["dangling.txt"], "later.txt");

        AtomicFile.WriteText(folder["link.txt"], "new");
        AtomicFile.WriteText(folder["dangling.txt"], "made");

        Assert.Equal(("new", "made"), (File.ReadAllText(folder["target.txt"]), File.ReadAllText(folder["later.txt"])));
        Assert.Equal((folder["middle.txt"], "later.txt"), (new FileInfo(folder["link.txt"]).LinkTarget, new FileInfo(folder["dangling.txt"]).LinkTarget));
    }

    [Fact]
    public void TargetOf_WhatIsNoRegularFile_IsRefused()
    {
        using var folder = new TempFolder();
        Assert.Equal($"{folder.Path} is a directory: name a file", Assert.Throws<InputException>(() => AtomicFile.TargetOf(folder.Path)).Message);
        Assert.Equal(folder["new.txt"], AtomicFile.TargetOf(folder["new.txt"]));
        Assert.Equal(folder["empty.txt"], AtomicFile.TargetOf(folder.Write("empty.txt", "")));
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(folder["null"], "/dev/null");
        Assert.Equal("/dev/null is no regular file but a device, a pipe or a socket: name another file", Assert.Throws<InputException>(() => AtomicFile.TargetOf("/dev/null")).Message);
        Assert.StartsWith($"{folder["null"]} (a link to /dev/null) is no regular file", Assert.Throws<InputException>(() => AtomicFile.TargetOf(folder["null"])).Message, StringComparison.Ordinal);
    }
}
