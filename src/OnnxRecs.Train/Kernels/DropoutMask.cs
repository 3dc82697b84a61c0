using System.Numerics;

namespace OnnxRecs.Train.Kernels;

/// <summary>Which values a dropout keeps: a hash of the place and the seed decides, so the mask needs no memory and is the same in the backward pass.</summary>
/// <remarks>Wellons' two-multiplication hash (lowbias32), a vector at a time; each 32 bits are compared with the rate. Bits do not depend on the vectors' width.</remarks>
internal readonly struct DropoutMask
{
    private readonly uint _seed;
    private readonly uint _threshold;
    private readonly float _scale;

    public DropoutMask(ulong seed, double rate)
    {
        (_seed, _threshold, _scale) = ((uint)(seed ^ (seed >> 32)), (uint)Math.Min(uint.MaxValue, Math.Round(rate * 4294967296.0)), (float)(1 / (1 - rate)));
    }

    /// <summary>target = source where kept, times 1 / (1 - rate), and 0 elsewhere. Both may be the same memory.</summary>
    /// <param name="start">Place of the first value.</param>
    /// <param name="source">Values.</param>
    /// <param name="target">Of the same length.</param>
    public void Apply(uint start, ReadOnlySpan<float> source, Span<float> target)
    {
        int width = Vector<float>.Count;
        int i = 0;
        for (; i + width <= source.Length; i += width)
        {
            Vector<uint> hash = Hash(Vector<uint>.Indices + new Vector<uint>(start + (uint)i));
            Vector<int> kept = Vector.AsVectorInt32(Vector.GreaterThanOrEqual(hash, new Vector<uint>(_threshold)));
            Vector.ConditionalSelect(kept, new Vector<float>(source[i..]) * _scale, Vector<float>.Zero).CopyTo(target[i..]);
        }
        for (; i < source.Length; i++) target[i] = Hash(start + (uint)i) >= _threshold ? source[i] * _scale : 0;
    }

    private Vector<uint> Hash(Vector<uint> x)
    {
        x += new Vector<uint>(_seed);
        x ^= x >>> 16;
        x *= new Vector<uint>(0x7feb352d);
        x ^= x >>> 15;
        x *= new Vector<uint>(0x846ca68b);
        return x ^ (x >>> 16);
    }

    private uint Hash(uint x)
    {
        x += _seed;
        x ^= x >> 16;
        x *= 0x7feb352d;
        x ^= x >> 15;
        x *= 0x846ca68b;
        return x ^ (x >> 16);
    }
}
