using System.IO.Compression;

namespace OnnxRecs.Data.Reading;

/// <summary>One file out of a zip archive, read from its start to its end. Unlike the runtime's stream it checks length and checksum.</summary>
internal sealed class ZipEntryStream(ZipArchive archive, ZipArchiveEntry entry) : Stream
{
    private readonly Stream _inner = entry.Open();
    private uint _crc;
    private long _length;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _length; set => throw new NotSupportedException(); }

    /// <exception cref="InvalidDataException">The content is not what was packed.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = _inner.Read(buffer);
        _crc = Crc32.Append(_crc, buffer[..read]);
        _length += read;
        bool ended = read == 0 && buffer.Length > 0;
        if (_length > entry.Length || (ended && (_length != entry.Length || _crc != entry.Crc32)))
            throw new InvalidDataException($"length or checksum of {entry.FullName} do not fit its content");
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

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
