using System.Buffers.Binary;
using System.IO.Compression;

namespace OnnxRecs.Data.Reading;

/// <summary>
/// What a gzip file holds (RFC 1952), which may be several members one behind the other. The runtime's stream takes a file that was cut for a
/// shorter one; this one compares what came out with the checksum and length at each member's end.
/// </summary>
internal sealed class GzipContent : ForwardStream
{
    private const int TrailerLength = 8;
    private readonly Pieces _packed;
    private readonly GZipStream _inner;
    private uint _crc; // of the member
    private uint _length; // of the member, modulo 2^32 as the file has it

    public GzipContent(Stream packed)
    {
        _packed = new Pieces(packed, () =>
        {
            // The unpacker asks for more only when it has given all that it could make of what it had.
            if (IsTrailer(_packed!.Tail)) (_crc, _length) = (0, 0);
        });
        _inner = new GZipStream(_packed, CompressionMode.Decompress);
    }

    /// <exception cref="InvalidDataException">The file is damaged or was cut.</exception>
    public override int Read(Span<byte> buffer)
    {
        int read = BadContent.Unpack(_inner, buffer);
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
        if (!IsTrailer(_packed.Tail)) throw new InvalidDataException("its checksum does not match: it was cut, or has something behind its end");
    }

    private bool IsTrailer(ReadOnlySpan<byte> bytes) => bytes.Length == TrailerLength
        && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == _crc && BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]) == _length;

    /// <summary>Gives the packed bytes so that wherever a member may begin, which is at each 1F 8B, a piece begins; and remembers the last bytes that it gave.</summary>
    private sealed class Pieces(Stream inner, Action mayBegin) : ForwardStream
    {
        private readonly byte[] _tail = new byte[TrailerLength];
        private readonly byte[] _buffer = new byte[1 << 16];
        private int _tailLength;
        private int _at;
        private int _end;
        private bool _ended;

        private static ReadOnlySpan<byte> Magic => [0x1F, 0x8B];

        public ReadOnlySpan<byte> Tail => _tail.AsSpan(0, _tailLength);

        public override int Read(Span<byte> buffer)
        {
            if (_end - _at < Magic.Length) Refill();
            ReadOnlySpan<byte> rest = _buffer.AsSpan(_at.._end);
            if (rest.IsEmpty) return 0;
            if (rest.StartsWith(Magic)) mayBegin();
            int next = rest[1..].IndexOf(Magic);
            // The first byte of the two may be the last one here.
            int length = next >= 0 ? next + 1 : rest.Length - (!_ended && rest.Length > 1 && rest[^1] == Magic[0] ? 1 : 0);
            ReadOnlySpan<byte> piece = rest[..Math.Min(length, buffer.Length)];
            piece.CopyTo(buffer);
            _at += piece.Length;
            Remember(piece);
            return piece.Length;
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }

        private void Refill()
        {
            _buffer.AsSpan(_at.._end).CopyTo(_buffer);
            (_at, _end) = (0, _end - _at);
            while (!_ended && _end < Magic.Length)
            {
                int read = inner.Read(_buffer.AsSpan(_end));
                _ended = read == 0;
                _end += read;
            }
        }

        private void Remember(ReadOnlySpan<byte> piece)
        {
            int kept = Math.Min(_tailLength, Math.Max(0, TrailerLength - piece.Length)), added = Math.Min(piece.Length, TrailerLength);
            _tail.AsSpan(_tailLength - kept, kept).CopyTo(_tail);
            piece[^added..].CopyTo(_tail.AsSpan(kept));
            _tailLength = kept + added;
        }
    }
}
