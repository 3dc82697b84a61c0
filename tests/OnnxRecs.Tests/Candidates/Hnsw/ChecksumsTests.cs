using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public unsafe class ChecksumsTests
{
    [Theory]
    [InlineData("", 0u)]
    [InlineData("123456789", 0xE3069283)] // RFC 3720's check value
    public void Of_Text_IsCrc32C(string text, uint expected) => Assert.Equal(expected, Checksums.Of(System.Text.Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Of_ZerosOfRfc3720_IsItsExample() => Assert.Equal(0x8A9136AAu, Checksums.Of(new byte[32]));

    [Theory]
    [InlineData(0)]
    [InlineData(8)]
    [InlineData(Checksums.ChunkBytes)]
    [InlineData(5 * Checksums.ChunkBytes + 24)]
    [InlineData(61 * Checksums.ChunkBytes + 8)] // on all cores
    public void FirstDifference_AnyLength_FindsTheFirst(int bytes)
    {
        byte[] memory = new byte[bytes + 1];
        var rng = new Rng(1);
        for (int i = 0; i < memory.Length; i++) memory[i] = (byte)rng.NextInt(256);
        int chunks = (int)Checksums.ChunksOf(bytes);
        uint[] sums = new uint[chunks + 1];
        for (int i = 0; i < chunks; i++) sums[i] = Checksums.Of(memory.AsSpan(i * Checksums.ChunkBytes, Math.Min(Checksums.ChunkBytes, bytes - i * Checksums.ChunkBytes)));
        fixed (byte* start = memory)
        fixed (uint* expected = sums)
        {
            Assert.Equal(-1, Checksums.FirstDifference(start, bytes, expected));
            if (chunks == 0) return;
            memory[bytes - 1] ^= 1;
            Assert.Equal(chunks - 1, Checksums.FirstDifference(start, bytes, expected));
            // And one before it.
            memory[bytes / 2] ^= 0x80;
            Assert.Equal(bytes / 2 / Checksums.ChunkBytes, Checksums.FirstDifference(start, bytes, expected));
        }
    }
}
