using System.IO.Compression;
using OnnxRecs.Data.Reading;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Reading;

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

        Assert.Equal("shallow", Read("set", "u.data"));
        Assert.Equal("shallow", Read("set.zip", "u.data"));
    }

    [Fact]
    public void Read_NoSuchFile_IsNamed()
    {
        _folder.Write("set/other", "");

        var error = Assert.Throws<InvalidDataException>(() => Read("set", "u.data"));

        Assert.Contains("set holds no u.data", error.Message, StringComparison.Ordinal);
        Assert.False(new DataFiles(_folder["set"]).Has("u.data"));
    }

    [Fact]
    public void Read_CutZip_IsRefusedWithAdvice()
    {
        _folder.Write("set/u.data", new string('x', 5_000));
        ZipFile.CreateFromDirectory(_folder["set"], _folder["set.zip"]);
        byte[] whole = File.ReadAllBytes(_folder["set.zip"]);
        _folder.Write("cut.zip", whole[..(whole.Length / 2)]);

        var error = Assert.Throws<InvalidDataException>(() => Read("cut.zip", "u.data"));

        Assert.Contains("Delete it and fetch it again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OnlyPacked_IsUnpacked()
    {
        _folder.Write("set/u.data.gz", Packed("packed"));
        ZipFile.CreateFromDirectory(_folder["set"], _folder["set.zip"]);

        Assert.Equal("packed", Read("set", "u.data"));
        Assert.Equal("packed", Read("set.zip", "u.data"));
    }

    [Fact]
    public void Read_NameWithFolder_IsFoundThereOrInTheFolderItselfButNoDeeper()
    {
        _folder.Write("data/ncf/a.txt", "published place");
        _folder.Write("data/other/b.txt", "somebody else's");
        _folder.Write("own/a.txt", "own folder");

        Assert.Equal("published place", Read("data", "ncf/a.txt"));
        Assert.Equal("own folder", Read("own", "ncf/a.txt"));
        Assert.False(new DataFiles(_folder["data"]).Has("ncf/b.txt"));
    }

    [Fact]
    public void Read_ChangedByteInTheArchive_IsRefused()
    {
        _folder.Write("set/u.data", "1234567890");
        ZipFile.CreateFromDirectory(_folder["set"], _folder["set.zip"], CompressionLevel.NoCompression, includeBaseDirectory: false);
        byte[] bytes = File.ReadAllBytes(_folder["set.zip"]);
        bytes[bytes.AsSpan().IndexOf("567"u8)] = (byte)'9';
        _folder.Write("set.zip", bytes);

        var error = Assert.Throws<InvalidDataException>(() => Read("set.zip", "u.data"));

        Assert.Contains("set.zip is damaged (the checksum or length of u.data does not match). Delete it and fetch it again", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_AnyBitOfAPackedFileIsChanged_AreTheSameOrRefused()
    {
        byte[] whole = Packed("1 1\n2 2\n3 3\n1 2\n");
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] changed = [.. whole];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Contains(RowsOf(changed), (string[])["1 1|2 2|3 3|1 2", "refused"]);
        }
    }

    [Fact]
    public void Rows_PackedFileIsCut_AreRefused()
    {
        byte[] whole = Packed("1 1\n2 2\n3 3\n1 2\n");
        for (int length = 0; length < whole.Length; length++) Assert.Equal("refused", RowsOf(whole[..length]));
    }

    [Fact]
    public void Rows_SeveralGzipMembers_AreReadOneBehindTheOther()
    {
        // The third one is empty; the last one packs what looks like the start of a member.
        byte[] whole = [.. Packed("1 1\n2 "), .. Packed("2\n"), .. Packed(""), .. Packed("\u001f\u008b\n")];

        Assert.Equal("1 1|2 2|\u001f\u008b", RowsOf(whole));
    }

    [Fact]
    public void Rows_AnyBitOfSeveralMembersIsChanged_AreTheSameOrRefused()
    {
        byte[] whole = [.. Packed("1 1\n2 "), .. Packed("2\n3 3\n")];
        for (int bit = 0; bit < whole.Length * 8; bit++)
        {
            byte[] changed = [.. whole];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Contains(RowsOf(changed), (string[])["1 1|2 2|3 3", "refused"]);
        }
    }

    [Fact]
    public void Rows_SeveralMembersAreCut_AreRefusedButBetweenThem()
    {
        byte[] first = Packed("1 1\n"), whole = [.. first, .. Packed("2 2\n")];
        for (int length = 0; length < whole.Length; length++) Assert.Equal(length == first.Length ? "1 1" : "refused", RowsOf(whole[..length]));
    }

    [Fact]
    public void Read_NameWithWildcardsOrBehindALink_IsNotFound()
    {
        _folder.Write("set/inner/u.data", "");
        _folder.Write("elsewhere/u.item", "");
        Directory.CreateSymbolicLink(_folder["set/link"], _folder["elsewhere"]);
        Directory.CreateSymbolicLink(_folder["set/circle"], _folder["set"]);
        var files = new DataFiles(_folder["set"]);

        Assert.Equal((true, false, false), (files.Has("u.data"), files.Has("u.*"), files.Has("u.item")));
    }

    private string RowsOf(byte[] packed)
    {
        _folder.Write("set/u.data.gz", packed);
        var rows = new List<string>();
        try
        {
            new LoadContext(new DataFiles(_folder["set"])).Rows("u.data", new RowFormat("|"), row => rows.Add(row.Text("row")));
            return string.Join('|', rows);
        }
        catch (InvalidDataException)
        {
            return "refused";
        }
    }

    private string Read(string path, string name)
    {
        using Stream stream = new DataFiles(_folder[path]).Open(name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static byte[] Packed(string text)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest)) gzip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        return bytes.ToArray();
    }
}
