using System.IO.Compression;

namespace OnnxRecs.Data.Reading;

/// <summary>One file out of a zip archive. Unlike the runtime's stream it checks length and checksum.</summary>
internal sealed class ZipEntryStream(ZipArchive archive, ZipArchiveEntry entry) : ForwardStream
{
    private readonly Stream _inner = entry.Open();
    private uint _crc;
    private long _length;

    /// <exception cref="InvalidDataException">The content is not what was packed.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = BadContent.Unpack(_inner, buffer);
        _crc = Crc32.Append(_crc, buffer[..read]);
        _length += read;
        bool ended = read == 0 && buffer.Length > 0;
        if (_length > entry.Length || (ended && (_length != entry.Length || _crc != entry.Crc32)))
            throw new InvalidDataException($"the checksum or length of {entry.FullName} does not match");
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            archive.Dispose();
        }
        base.Dispose(disposing);
    }
}
