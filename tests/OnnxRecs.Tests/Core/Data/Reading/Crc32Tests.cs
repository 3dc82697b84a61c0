using OnnxRecs.Data.Reading;

namespace OnnxRecs.Tests.Core.Data.Reading;

public sealed class Crc32Tests
{
    /// <summary>The check value that the catalogue of CRC algorithms gives for CRC-32/ISO-HDLC.</summary>
    [Fact]
    public void Append_CheckText_GivesThePublishedValue() => Assert.Equal(0xCBF43926, Crc32.Append(0, "123456789"u8));

    [Fact]
    public void Append_InPieces_IsTheSameAsAtOnce() => Assert.Equal(0xCBF43926, Crc32.Append(Crc32.Append(0, "12"u8), "3456789"u8));
}
