using System.Buffers;

namespace OnnxRecs.Data.Reading;

/// <summary>
/// A stream seen through a window of bytes that moves on. While one block is worked on, the next one is read and unpacked in the background.
/// </summary>
internal sealed class ByteBlocks(Stream stream) : IDisposable
{
    /// <summary>The most bytes that <see cref="MoveOn"/> can keep.</summary>
    public const int MaxKept = 1 << 20;

    private const int BlockSize = 1 << 18;

    // A block is read behind MaxKept bytes of room, where the rest of the block before it is put.
    private byte[] _block = ArrayPool<byte>.Shared.Rent(MaxKept + BlockSize);
    private byte[]? _next;
    private Task<int>? _reading;
    private bool _started;
    private bool _ended;

    /// <summary>The array that <see cref="Start"/> and <see cref="End"/> are places of.</summary>
    public byte[] Bytes => _block;

    /// <summary>After <see cref="MoveOn"/>: where the kept bytes are now.</summary>
    public int Start { get; private set; } = MaxKept;

    public int End { get; private set; } = MaxKept;

    /// <summary>Goes on to the next block; the bytes from <paramref name="keepFrom"/> on stay in front of it. False at the end.</summary>
    public bool MoveOn(int keepFrom)
    {
        if (_ended)
        {
            Start = keepFrom;
            return false;
        }
        int kept = End - keepFrom;
        if (!_started)
        {
            _started = true;
            Accept(Fill(_block));
            return End > Start;
        }
        int read = _reading!.GetAwaiter().GetResult();
        _block.AsSpan(keepFrom, kept).CopyTo(_next.AsSpan(MaxKept - kept));
        (_block, _next) = (_next!, _block);
        Start = MaxKept - kept;
        Accept(read);
        return read > 0;
    }

    public void Dispose()
    {
        // The reader of the next block must not write into an array that is somebody else's by then.
        if (_reading is not null) Task.WaitAny(_reading);
        stream.Dispose();
        ArrayPool<byte>.Shared.Return(_block);
        if (_next is not null) ArrayPool<byte>.Shared.Return(_next);
    }

    private void Accept(int read)
    {
        End = MaxKept + read;
        _ended = read < BlockSize;
        if (_ended) return;
        byte[] next = _next ??= ArrayPool<byte>.Shared.Rent(MaxKept + BlockSize);
        _reading = Task.Run(() => Fill(next));
    }

    private int Fill(byte[] block)
    {
        int filled = 0;
        while (filled < BlockSize)
        {
            int read = stream.Read(block, MaxKept + filled, BlockSize - filled);
            if (read == 0) break;
            filled += read;
        }
        return filled;
    }
}
