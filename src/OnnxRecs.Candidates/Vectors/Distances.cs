using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace OnnxRecs.Candidates.Vectors;

/// <summary>The distance between two stored vectors: the lower the nearer. Both are padded with zeros to whole cache lines.</summary>
/// <remarks>
/// A type parameter of what uses it, so that the compiler makes one loop for each. Sums of floats run over sixteen lanes, whatever the width
/// of the machine's vectors, each step rounded once: the same bits on every processor. Four vectors at a time hide the latency of
/// the sums, and the query is loaded once for them. Arguments may be unaligned, but then are slow.
/// </remarks>
internal unsafe interface IDistance
{
    /// <summary>To one vector.</summary>
    static abstract float Of(byte* query, byte* a, nint bytes);

    /// <summary>To four.</summary>
    static abstract Vector128<float> Of(byte* query, byte* a, byte* b, byte* c, byte* d, nint bytes);
}

/// <summary>What is summed up for sixteen values: the squared difference or the product.</summary>
internal interface ITerm
{
    static abstract Vector512<float> Add(Vector512<float> x, Vector512<float> y, Vector512<float> sum);

    static abstract Vector512<int> Add(Vector512<short> x, Vector512<short> y, Vector512<int> sum);

    /// <summary>The distance, given the sum.</summary>
    static abstract float Distance(float sum);

    static abstract Vector128<float> Distance(Vector128<float> sum);
}

/// <summary>The squared Euclidean distance.</summary>
internal readonly struct SquaredDifference : ITerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> x, Vector512<float> y, Vector512<float> sum)
    {
        Vector512<float> difference = x - y;
        return Vector512.FusedMultiplyAdd(difference, difference, sum);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<short> x, Vector512<short> y, Vector512<int> sum)
    {
        Vector512<short> difference = x - y;
        return sum + Lanes16.MultiplyAddPairs(difference, difference);
    }

    public static float Distance(float sum) => sum;

    public static Vector128<float> Distance(Vector128<float> sum) => sum;
}

/// <summary>Minus the inner product.</summary>
internal readonly struct Product : ITerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Add(Vector512<float> x, Vector512<float> y, Vector512<float> sum) => Vector512.FusedMultiplyAdd(x, y, sum);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> Add(Vector512<short> x, Vector512<short> y, Vector512<int> sum) => sum + Lanes16.MultiplyAddPairs(x, y);

    public static float Distance(float sum) => -sum;

    public static Vector128<float> Distance(Vector128<float> sum) => -sum;
}

/// <summary>How values lie that are worked with in single precision.</summary>
internal unsafe interface IFloats
{
    /// <summary>Bytes of sixteen.</summary>
    static abstract nint Step { get; }

    /// <summary>Sixteen of them.</summary>
    static abstract Vector512<float> Load(byte* values);
}

/// <summary>As they are.</summary>
internal readonly unsafe struct Singles : IFloats
{
    public static nint Step => 16 * sizeof(float);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* values) => Vector512.Load((float*)values);
}

/// <summary>In half precision.</summary>
internal readonly unsafe struct Halves : IFloats
{
    public static nint Step => 16 * sizeof(ushort);

    // The runtime gives no way to the processor's own conversion. The bits of a half, moved to where those of a single are, say the
    // number times 2^-112; that holds for subnormal numbers too.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> Load(byte* values)
    {
        Vector512<uint> bits = Vector512.WidenLower(Vector256.Load((ushort*)values).ToVector512Unsafe());
        Vector512<uint> magnitude = (bits & Vector512.Create(0x7fffu)) << 13;
        Vector512<float> value = magnitude.AsSingle() * Vector512.Create(5.192296858534828e33f); // 2^112
        return (value.AsUInt32() | (bits & Vector512.Create(0x8000u)) << 16).AsSingle();
    }
}

/// <summary>Of values that are worked with in single precision.</summary>
internal readonly unsafe struct FloatDistance<TValues, TTerm> : IDistance
    where TValues : struct, IFloats
    where TTerm : struct, ITerm
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(byte* query, byte* a, nint bytes)
    {
        Vector512<float> sum = Vector512<float>.Zero;
        for (nint i = 0; i < bytes; i += TValues.Step) sum = TTerm.Add(TValues.Load(query + i), TValues.Load(a + i), sum);
        return TTerm.Distance(Lanes16.Sum(sum));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of(byte* query, byte* a, byte* b, byte* c, byte* d, nint bytes)
    {
        Vector512<float> first = Vector512<float>.Zero, second = first, third = first, fourth = first;
        for (nint i = 0; i < bytes; i += TValues.Step)
        {
            Vector512<float> x = TValues.Load(query + i);
            first = TTerm.Add(x, TValues.Load(a + i), first);
            second = TTerm.Add(x, TValues.Load(b + i), second);
            third = TTerm.Add(x, TValues.Load(c + i), third);
            fourth = TTerm.Add(x, TValues.Load(d + i), fourth);
        }
        return TTerm.Distance(Lanes16.Sums(first, second, third, fourth));
    }
}

/// <summary>Of int8 values, in their own units. The sum of 33,000 values fits into an int32.</summary>
internal readonly unsafe struct Int8Distance<TTerm> : IDistance
    where TTerm : struct, ITerm
{
    private const int Step = 32;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Of(byte* query, byte* a, nint bytes)
    {
        Vector512<int> sum = Vector512<int>.Zero;
        for (nint i = 0; i < bytes; i += Step) sum = TTerm.Add(Load(query, i), Load(a, i), sum);
        return TTerm.Distance(Vector512.Sum(sum));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Of(byte* query, byte* a, byte* b, byte* c, byte* d, nint bytes)
    {
        Vector512<int> first = Vector512<int>.Zero, second = first, third = first, fourth = first;
        for (nint i = 0; i < bytes; i += Step)
        {
            Vector512<short> x = Load(query, i);
            first = TTerm.Add(x, Load(a, i), first);
            second = TTerm.Add(x, Load(b, i), second);
            third = TTerm.Add(x, Load(c, i), third);
            fourth = TTerm.Add(x, Load(d, i), fourth);
        }
        return TTerm.Distance(Vector128.ConvertToSingle(Lanes16.Sums(first, second, third, fourth)));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<short> Load(byte* vector, nint at) => Vector512.WidenLower(Vector256.Load((sbyte*)(vector + at)).ToVector512Unsafe());
}

/// <summary>Sums over sixteen lanes, in the same order everywhere.</summary>
internal static class Lanes16
{
    /// <summary>((a + i) + (e + m)) ... pairwise: halves are added until four lanes are left, then (0 + 2) + (1 + 3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Sum(Vector512<float> lanes)
    {
        Vector128<float> four = Four(lanes);
        return (four[0] + four[2]) + (four[1] + four[3]);
    }

    /// <summary>The sums of four.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Sums(Vector512<float> a, Vector512<float> b, Vector512<float> c, Vector512<float> d)
    {
        if (!Sse.IsSupported) return Vector128.Create(Sum(a), Sum(b), Sum(c), Sum(d));
        Vector128<float> a4 = Four(a), b4 = Four(b), c4 = Four(c), d4 = Four(d);
        Vector128<float> ab = Sse.UnpackLow(a4, b4) + Sse.UnpackHigh(a4, b4);
        Vector128<float> cd = Sse.UnpackLow(c4, d4) + Sse.UnpackHigh(c4, d4);
        return Sse.MoveLowToHigh(ab, cd) + Sse.MoveHighToLow(cd, ab);
    }

    /// <inheritdoc cref="Sums(Vector512{float}, Vector512{float}, Vector512{float}, Vector512{float})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<int> Sums(Vector512<int> a, Vector512<int> b, Vector512<int> c, Vector512<int> d)
    {
        if (!Sse2.IsSupported) return Vector128.Create(Vector512.Sum(a), Vector512.Sum(b), Vector512.Sum(c), Vector512.Sum(d));
        Vector128<int> a4 = Four(a), b4 = Four(b), c4 = Four(c), d4 = Four(d);
        Vector128<int> ab = Sse2.UnpackLow(a4, b4) + Sse2.UnpackHigh(a4, b4);
        Vector128<int> cd = Sse2.UnpackLow(c4, d4) + Sse2.UnpackHigh(c4, d4);
        return Sse2.UnpackLow(ab.AsInt64(), cd.AsInt64()).AsInt32() + Sse2.UnpackHigh(ab.AsInt64(), cd.AsInt64()).AsInt32();
    }

    /// <summary>x0 y0 + x1 y1, x2 y2 + x3 y3 ...</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<int> MultiplyAddPairs(Vector512<short> x, Vector512<short> y)
    {
        if (Avx512BW.IsSupported) return Avx512BW.MultiplyAddAdjacent(x, y);
        if (Avx2.IsSupported) return Vector512.Create(Avx2.MultiplyAddAdjacent(x.GetLower(), y.GetLower()), Avx2.MultiplyAddAdjacent(x.GetUpper(), y.GetUpper()));
        // In another order; only their sum is asked for.
        return Vector512.WidenLower(x) * Vector512.WidenLower(y) + Vector512.WidenUpper(x) * Vector512.WidenUpper(y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Four(Vector512<float> lanes)
    {
        Vector256<float> eight = lanes.GetLower() + lanes.GetUpper();
        return eight.GetLower() + eight.GetUpper();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Four(Vector512<int> lanes)
    {
        Vector256<int> eight = lanes.GetLower() + lanes.GetUpper();
        return eight.GetLower() + eight.GetUpper();
    }
}
