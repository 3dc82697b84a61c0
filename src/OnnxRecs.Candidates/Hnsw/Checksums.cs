using System.Numerics;
using System.Runtime.CompilerServices;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>CRC-32C (Castagnoli; RFC 3720, B.4) of a stretch of memory, a checksum for each 64 KiB.</summary>
/// <remarks>
/// In chunks because each step of the processor's instruction waits for the one before: four chunks side by side keep pace with the memory, and
/// the rest goes to other threads. And a difference then also says where.
/// </remarks>
internal static unsafe class Checksums
{
    public const int ChunkBytes = 1 << 16;

    private const int Lanes = 4;

    // Below this a second thread is not worth waking.
    private const long ParallelBytes = 1 << 21;

    public static long ChunksOf(long bytes) => (bytes + ChunkBytes - 1) / ChunkBytes;

    /// <summary>Of one chunk, or of anything.</summary>
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        uint sum = uint.MaxValue;
        while (bytes.Length >= sizeof(ulong))
        {
            sum = BitOperations.Crc32C(sum, BitConverter.ToUInt64(bytes));
            bytes = bytes[sizeof(ulong)..];
        }
        foreach (byte each in bytes) sum = BitOperations.Crc32C(sum, each);
        return ~sum;
    }

    /// <summary>The first chunk whose checksum is another; -1 when all are as they should be.</summary>
    /// <param name="start">Of the first chunk.</param>
    /// <param name="bytes">Of all; a multiple of 8.</param>
    /// <param name="expected">A checksum for each.</param>
    public static long FirstDifference(byte* start, long bytes, uint* expected)
    {
        long chunks = ChunksOf(bytes), groups = (chunks + Lanes - 1) / Lanes, first = long.MaxValue;
        if (bytes < ParallelBytes)
        {
            for (long group = 0; group < groups && first == long.MaxValue; group++) first = DifferenceIn(group, start, bytes, expected);
            return first == long.MaxValue ? -1 : first;
        }
        Parallel.For(0, groups, (group, loop) =>
        {
            long found = DifferenceIn(group, start, bytes, expected);
            if (found == long.MaxValue) return;
            // Those before this one are still looked at.
            loop.Break();
            for (long seen = Volatile.Read(ref first); found < seen; seen = Volatile.Read(ref first)) Interlocked.CompareExchange(ref first, found, seen);
        });
        return first == long.MaxValue ? -1 : first;
    }

    // Of four chunks; long.MaxValue: none.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long DifferenceIn(long group, byte* start, long bytes, uint* expected)
    {
        long chunk = group * Lanes, end = Math.Min(chunk + Lanes, ChunksOf(bytes));
        byte* at = start + chunk * ChunkBytes;
        if (end - chunk == Lanes && end * ChunkBytes <= bytes)
        {
            uint a = uint.MaxValue, b = a, c = a, d = a;
            for (int i = 0; i < ChunkBytes; i += sizeof(ulong))
            {
                a = BitOperations.Crc32C(a, *(ulong*)(at + i));
                b = BitOperations.Crc32C(b, *(ulong*)(at + ChunkBytes + i));
                c = BitOperations.Crc32C(c, *(ulong*)(at + 2 * ChunkBytes + i));
                d = BitOperations.Crc32C(d, *(ulong*)(at + 3 * ChunkBytes + i));
            }
            if (~a != expected[chunk]) return chunk;
            if (~b != expected[chunk + 1]) return chunk + 1;
            if (~c != expected[chunk + 2]) return chunk + 2;
            return ~d != expected[chunk + 3] ? chunk + 3 : long.MaxValue;
        }
        for (; chunk < end; chunk++, at += ChunkBytes)
        {
            if (Of(new ReadOnlySpan<byte>(at, (int)Math.Min(ChunkBytes, bytes - chunk * ChunkBytes))) != expected[chunk]) return chunk;
        }
        return long.MaxValue;
    }
}
