using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace OnnxRecs.Candidates.Vectors;

/// <summary>Blocks of equal size, one for each vector, in native memory or in a mapped file.</summary>
/// <remarks>
/// With <see cref="Distances"/> and the search of a graph the only code here that goes without bounds checks; they cost 35 to 46 % of a search.
/// So callers check every index before, and hold <see cref="Owner"/> (<see cref="MemoryHold"/>) while they use a pointer.
/// </remarks>
internal sealed unsafe class VectorBlocks : IDisposable
{
    private readonly nint _linksAt;

    /// <param name="owner">Keeps the memory until it is released.</param>
    /// <param name="start">A multiple of <see cref="BlockLayout.Line"/>.</param>
    /// <param name="capacity">How many blocks there are.</param>
    public VectorBlocks(SafeHandle owner, byte* start, BlockLayout layout, int capacity)
    {
        (Owner, Layout, Capacity, Stride, _linksAt) = (owner, layout, capacity, layout.Stride, layout.VectorBytes);
        Start = start;
    }

    public SafeHandle Owner { get; }

    public BlockLayout Layout { get; }

    public int Capacity { get; }

    public byte* Start { get; }

    public nint Stride { get; }

    public long Bytes => (long)Capacity * Stride;

    /// <summary>New ones, all zero.</summary>
    public static VectorBlocks Allocate(BlockLayout layout, int capacity)
    {
        var memory = new BlockMemory((long)capacity * layout.Stride);
        return new VectorBlocks(memory, memory.Start, layout, capacity);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* Vector(int index) => Start + index * Stride;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int* Links(int index) => (int*)(Start + index * Stride + _linksAt);

    /// <summary>A copy with room for <paramref name="capacity"/> blocks, of which the first <paramref name="count"/> are these.</summary>
    public VectorBlocks Copy(int count, int capacity)
    {
        VectorBlocks copy = Allocate(Layout, capacity);
        long bytes = (long)count * Stride;
        Buffer.MemoryCopy(Start, copy.Start, copy.Bytes, bytes);
        return copy;
    }

    public void Dispose() => Owner.Dispose();
}
