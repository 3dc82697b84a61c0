using OnnxRecs.Artifacts;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Artifacts;

public sealed class BlockFileTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _path;

    public BlockFileTests()
    {
        _path = _folder["file.bin"];
        BlockFile.Write(_path, ("floats", new[] { 1.5f, float.NaN }), ("ints", new[] { -1 }), ("longs", new[] { long.MaxValue }), ("text", BlockFile.Text(["a", "", "é"])), ("none", Array.Empty<int>()));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WriteAndRead_GiveTheSameBlocks()
    {
        BlockFile file = BlockFile.Read(_path);

        Assert.Equal(["floats", "ints", "longs", "text", "none"], file.Names);
        Assert.Equal([1.5f, float.NaN], file.Get<float>("floats"));
        Assert.Equal([-1], file.Get<int>("ints"));
        Assert.Equal([long.MaxValue], file.Get<long>("longs"));
        Assert.Equal(["a", "", "é"], file.GetText("text"));
        Assert.Empty(file.Get<int>("none"));
    }

    [Fact]
    public void Read_AnyByteDamaged_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(_path);
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] damaged = [.. whole];
            damaged[at] ^= 0x10;
            _folder.Write("damaged.bin", damaged);
            var error = Assert.Throws<InvalidDataException>(() => BlockFile.Read(_folder["damaged.bin"]));
            Assert.Contains("damaged.bin is damaged", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Read_CutAtAnyLength_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(_path);
        for (int length = 0; length < whole.Length; length++)
        {
            _folder.Write("cut.bin", whole[..length]);
            Assert.Throws<InvalidDataException>(() => BlockFile.Read(_folder["cut.bin"]));
        }
    }

    [Fact]
    public void Read_LongerThanItsParts_GivesTheSameBlock()
    {
        // Read and checked in parts of a MiB.
        long[] longs = [.. Enumerable.Range(0, 400_000).Select(i => 3L * i)];
        BlockFile.Write(_path, ("longs", longs));

        Assert.Equal(longs, BlockFile.Read(_path).Get<long>("longs"));

        using (FileStream stream = File.OpenWrite(_path))
        {
            stream.Position = stream.Length - 100;
            stream.WriteByte(1);
        }
        Assert.Throws<InvalidDataException>(() => BlockFile.Read(_path));
    }

    [Fact]
    public void Get_NoSuchBlockOrOtherType_IsRefused()
    {
        BlockFile file = BlockFile.Read(_path);

        Assert.Throws<InvalidDataException>(() => file.Get<int>("other"));
        Assert.Throws<InvalidDataException>(() => file.Get<int>("floats"));
    }

    [Fact]
    public void Write_ElementsItCannotHold_LeaveTheOldFile()
    {
        byte[] before = File.ReadAllBytes(_path);

        Assert.Throws<ArgumentException>(() => BlockFile.Write(_path, ("doubles", new[] { 1.0 })));

        Assert.Equal(before, File.ReadAllBytes(_path));
    }

    [Fact]
    public void Text_LineFeedInALine_IsRefused() => Assert.Throws<ArgumentException>(() => BlockFile.Text(["a\nb"]));
}
