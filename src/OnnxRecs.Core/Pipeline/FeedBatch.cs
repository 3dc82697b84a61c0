using System.Buffers;

namespace OnnxRecs.Pipeline;

/// <summary>The feeds of one run, in rented arrays that <see cref="Dispose"/> gives back. Made by <see cref="FeedBuilder"/>.</summary>
public sealed class FeedBatch : IDisposable
{
    private readonly Feed[] _feeds;
    private readonly long[]?[] _rented;

    internal FeedBatch(int queryCount, int listLength, int feedCount)
    {
        QueryCount = queryCount;
        ListLength = listLength;
        _feeds = new Feed[feedCount];
        _rented = new long[]?[feedCount];
    }

    /// <summary>B.</summary>
    public int QueryCount { get; }

    /// <summary>N; 0 when no lists were given.</summary>
    public int ListLength { get; }

    /// <summary>One for each input of the graph, in its order. Not to be used after <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<Feed> Feeds => _feeds;

    public void Dispose()
    {
        foreach (ref long[]? array in _rented.AsSpan())
        {
            if (array is null) continue;
            ArrayPool<long>.Shared.Return(array);
            array = null;
        }
    }

    internal Span<long> Add(int at, string name, long[] dims)
    {
        long length = 1;
        foreach (long dim in dims) length = checked(length * dim);
        long[] array = ArrayPool<long>.Shared.Rent(checked((int)length));
        _rented[at] = array;
        _feeds[at] = new Feed(name, array.AsMemory(0, (int)length), dims);
        return _feeds[at].Values.Span;
    }
}
