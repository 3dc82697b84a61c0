using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace OnnxRecs.Candidates.Vectors;

/// <summary>Scores of vectors that lie one behind the other. A score is minus the distance, and 0 rather than -0.</summary>
/// <remarks>
/// Every way to a score sums in the same order, that of <see cref="IDistance"/>, so all give the same bits. Four scores are written at a time: there must be
/// room for three more than there are vectors.
/// </remarks>
internal static unsafe class Scan
{
    /// <summary>Queries that <see cref="FourQueries"/> takes at once.</summary>
    public const int Width = 4;

    /// <summary>Whether four queries at once are faster than four times one: their sixteen sums need the registers of AVX-512.</summary>
    public static bool IsWide => Vector512.IsHardwareAccelerated;

    /// <summary>Of the vectors <paramref name="from"/> .. <paramref name="to"/> - 1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneQuery<TTerm>(byte* query, VectorBlocks blocks, int from, int to, float* scores)
        where TTerm : struct, ITerm
    {
        nint bytes = blocks.Layout.VectorBytes;
        int last = to - 1; // stands in for those that are missing
        for (int item = from; item < to; item += 4)
        {
            byte* a = blocks.Vector(item), b = blocks.Vector(Math.Min(item + 1, last)), c = blocks.Vector(Math.Min(item + 2, last)), d = blocks.Vector(Math.Min(item + 3, last));
            (Vector128<float>.Zero - FloatDistance<Singles, TTerm>.Of(query, a, b, c, d, bytes)).Store(scores + (item - from));
        }
    }

    /// <summary>Of some vectors: as many scores as items.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void OneQuery<TTerm>(byte* query, VectorBlocks blocks, ReadOnlySpan<int> items, float* scores)
        where TTerm : struct, ITerm
    {
        nint bytes = blocks.Layout.VectorBytes;
        int last = items.Length - 1;
        for (int i = 0; i < items.Length; i += 4)
        {
            (Vector128<float>.Zero - FloatDistance<Singles, TTerm>.Of(
                query, blocks.Vector(items[i]), blocks.Vector(items[Math.Min(i + 1, last)]), blocks.Vector(items[Math.Min(i + 2, last)]), blocks.Vector(items[Math.Min(i + 3, last)]), bytes))
                .Store(scores + i);
        }
    }

    /// <summary>Of the vectors <paramref name="from"/> .. <paramref name="to"/> - 1 for four queries: each vector is loaded once for all of them.</summary>
    /// <param name="queries">One behind the other, each padded like a vector.</param>
    /// <param name="scores">Those of the first query; the others' follow.</param>
    /// <param name="stride">From the scores of one query to those of the next.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void FourQueries<TTerm>(byte* queries, VectorBlocks blocks, int from, int to, float* scores, nint stride)
        where TTerm : struct, ITerm
    {
        nint bytes = blocks.Layout.VectorBytes;
        int last = to - 1; // stands in for those that are missing
        for (int item = from; item < to; item += 4)
        {
            byte* a = blocks.Vector(item), b = blocks.Vector(Math.Min(item + 1, last)), c = blocks.Vector(Math.Min(item + 2, last)), d = blocks.Vector(Math.Min(item + 3, last));
            Vector512<float> a0 = Vector512<float>.Zero, a1 = a0, a2 = a0, a3 = a0, b0 = a0, b1 = a0, b2 = a0, b3 = a0;
            Vector512<float> c0 = a0, c1 = a0, c2 = a0, c3 = a0, d0 = a0, d1 = a0, d2 = a0, d3 = a0;
            byte* query = queries;
            for (nint i = 0; i < bytes; i += BlockLayout.Line, query += BlockLayout.Line)
            {
                Vector512<float> va = Vector512.Load((float*)(a + i)), vb = Vector512.Load((float*)(b + i)), vc = Vector512.Load((float*)(c + i)), vd = Vector512.Load((float*)(d + i));
                Vector512<float> x = Vector512.Load((float*)query);
                (a0, b0, c0, d0) = (TTerm.Add(x, va, a0), TTerm.Add(x, vb, b0), TTerm.Add(x, vc, c0), TTerm.Add(x, vd, d0));
                x = Vector512.Load((float*)(query + bytes));
                (a1, b1, c1, d1) = (TTerm.Add(x, va, a1), TTerm.Add(x, vb, b1), TTerm.Add(x, vc, c1), TTerm.Add(x, vd, d1));
                x = Vector512.Load((float*)(query + 2 * bytes));
                (a2, b2, c2, d2) = (TTerm.Add(x, va, a2), TTerm.Add(x, vb, b2), TTerm.Add(x, vc, c2), TTerm.Add(x, vd, d2));
                x = Vector512.Load((float*)(query + 3 * bytes));
                (a3, b3, c3, d3) = (TTerm.Add(x, va, a3), TTerm.Add(x, vb, b3), TTerm.Add(x, vc, c3), TTerm.Add(x, vd, d3));
            }
            float* at = scores + (item - from);
            (Vector128<float>.Zero - TTerm.Distance(Lanes16.Sums(a0, b0, c0, d0))).Store(at);
            (Vector128<float>.Zero - TTerm.Distance(Lanes16.Sums(a1, b1, c1, d1))).Store(at + stride);
            (Vector128<float>.Zero - TTerm.Distance(Lanes16.Sums(a2, b2, c2, d2))).Store(at + 2 * stride);
            (Vector128<float>.Zero - TTerm.Distance(Lanes16.Sums(a3, b3, c3, d3))).Store(at + 3 * stride);
        }
    }
}
