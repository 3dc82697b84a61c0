using System.Text;
using FsCheck.Fluent;
using OnnxRecs.Data.Reading;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Reading;

public sealed class RowReaderTests
{
    [Fact]
    public void Next_AnyLineEndsAndAMark_GivesTheRows()
    {
        using RowReader rows = Reader("\uFEFF1,2\r\n\n3,4");

        Assert.True(rows.Next());
        Assert.Equal((1, 2), (rows.Number("a"), rows.Number("b")));
        Assert.True(rows.Next());
        Assert.Equal((3, 3, 4), (rows.Line, rows.Number("a"), rows.Number("b")));
        Assert.False(rows.Next());
        Assert.False(rows.Next());
    }

    [Fact]
    public void Next_RowsOfAnyLength_AreTheSameAsSplitText()
    {
        // Rows around the size of a block, 262,144 bytes, and small ones; pieces as small streams give them.
        var lengths = Gen.Elements(1, 2, 100, 50_000, 262_143, 262_144, 262_145, 600_000).ListOf(8);
        Properties.Hold(lengths, sizes =>
        {
            string[] rows = [.. sizes.Select((size, i) => new string((char)('a' + i), size))];
            using var reader = new RowReader("file", new PieceStream(Encoding.UTF8.GetBytes(string.Join('\n', rows)), 70_001), new RowFormat(","));

            foreach (string row in rows)
            {
                Assert.True(reader.Next());
                Assert.Equal(row, reader.Text("text"));
                reader.End();
            }
            Assert.False(reader.Next());
        });
    }

    [Fact]
    public void Next_RowOfTwoMebibytes_IsRefused()
    {
        using RowReader rows = Reader("1\n" + new string('x', 2 << 20));
        Assert.True(rows.Next());

        var error = Assert.Throws<InvalidDataException>(() => rows.Next());

        Assert.Equal("file, line 2: the row is longer than 1 MiB.", error.Message);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("007", 7)]
    [InlineData("999999999999999999", 999_999_999_999_999_999)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void Number_WholeFromZero_IsRead(string written, long expected)
    {
        using RowReader rows = Reader(written + ",x");
        rows.Next();

        Assert.Equal(expected, rows.Number("n"));
        Assert.Equal("x", rows.Text("x"));
    }

    [Theory]
    [InlineData("9223372036854775808")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1.0")]
    [InlineData("0x1")]
    [InlineData("\u0661")]
    public void Number_AnythingElse_IsRefused(string written)
    {
        using RowReader rows = Reader(written);
        rows.Next();

        var error = Assert.Throws<InvalidDataException>(() => rows.Number("n"));

        Assert.Equal($"file, line 1: n is '{written}', expected a whole number from 0.", error.Message);
    }

    private static RowReader Reader(string text) => new("file", new MemoryStream(Encoding.UTF8.GetBytes(text)), new RowFormat(","));

    /// <summary>Gives at most so many bytes at once.</summary>
    private sealed class PieceStream(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
    }
}
