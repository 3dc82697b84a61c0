using System.Buffers.Binary;
using System.IO.Compression;

namespace OnnxRecs.Data.Reading;

/// <summary>
/// What a gzip file holds (RFC 1952). The runtime's stream takes a file that was cut for a shorter one; this one compares what came out with the
/// checksum and length at the file's end.
/// </summary>
/// <remarks>Several gzip files in one are refused: only the last one's checksum stands at the end.</remarks>
internal sealed class GzipContent : ForwardStream
{
    private const int TrailerLength = 8;
    private readonly TailStream _packed;
    private readonly GZipStream _inner;
    private uint _crc;
    private uint _length; // modulo 2^32, as the file has it

    public GzipContent(Stream packed)
    {
        _packed = new TailStream(packed);
        _inner = new GZipStream(_packed, CompressionMode.Decompress);
    }

    /// <exception cref="InvalidDataException">The file is damaged or was cut.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = _inner.Read(buffer);
        _crc = Crc32.Append(_crc, buffer[..read]);
        _length += (uint)read;
        if (read == 0 && buffer.Length > 0) CheckEnd();
        return read;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }

    private void CheckEnd()
    {
        Span<byte> rest = stackalloc byte[256];
        while (_packed.Read(rest) > 0)
        {
        }
        ReadOnlySpan<byte> trailer = _packed.Tail;
        bool fits = trailer.Length == TrailerLength
            && BinaryPrimitives.ReadUInt32LittleEndian(trailer) == _crc && BinaryPrimitives.ReadUInt32LittleEndian(trailer[4..]) == _length;
        if (!fits) throw new InvalidDataException("the gzip file was cut, or has something behind its end");
    }

    /// <summary>Remembers the last bytes that it gave.</summary>
    private sealed class TailStream(Stream inner) : ForwardStream
    {
        private readonly byte[] _tail = new byte[TrailerLength];
        private int _count;

        public ReadOnlySpan<byte> Tail => _tail.AsSpan(0, _count);

        public override int Read(Span<byte> buffer)
        {
            int read = inner.Read(buffer);
            int kept = Math.Min(_count, Math.Max(0, TrailerLength - read)), added = Math.Min(read, TrailerLength);
            _tail.AsSpan(_count - kept, kept).CopyTo(_tail);
            buffer[(read - added)..read].CopyTo(_tail.AsSpan(kept));
            _count = kept + added;
            return read;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
