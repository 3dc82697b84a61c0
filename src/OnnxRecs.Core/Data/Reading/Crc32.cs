using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace OnnxRecs.Data.Reading;

/// <summary>The checksum of zip archives (ISO 3309, reflected polynomial EDB88320), eight bytes at a step.</summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = MakeTables();

    /// <summary>Goes on from the checksum of what came before; 0 at the start.</summary>
    [MethodImpl(Hot.Code)]
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[][] tables = Tables;
        crc = ~crc;
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            uint low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes), high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = tables[7][low & 0xFF] ^ tables[6][(low >> 8) & 0xFF] ^ tables[5][(low >> 16) & 0xFF] ^ tables[4][low >> 24]
                ^ tables[3][high & 0xFF] ^ tables[2][(high >> 8) & 0xFF] ^ tables[1][(high >> 16) & 0xFF] ^ tables[0][high >> 24];
        }
        foreach (byte next in bytes) crc = tables[0][(crc ^ next) & 0xFF] ^ (crc >> 8);
        return ~crc;
    }

    /// <summary>Table t has what a byte does to the checksum when t zero bytes follow it.</summary>
    private static uint[][] MakeTables()
    {
        uint[][] tables = [.. Enumerable.Range(0, 8).Select(_ => new uint[256])];
        for (uint b = 0; b < 256; b++)
        {
            uint crc = b;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0xEDB88320;
            tables[0][b] = crc;
        }
        for (int t = 1; t < 8; t++)
        {
            for (int b = 0; b < 256; b++) tables[t][b] = tables[0][tables[t - 1][b] & 0xFF] ^ (tables[t - 1][b] >> 8);
        }
        return tables;
    }
}
