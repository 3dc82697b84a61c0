using System.Buffers;

namespace OnnxRecs.Numerics;

/// <summary>A score and an item in one integer: the lower key is the better one by the tie rule of <see cref="TopK"/>.</summary>
/// <remarks>
/// So lists are sorted and heaps are kept with one integer comparison. -0 and 0 are one score. NaN has no place in the order:
/// who packs a score makes sure that it is none.
/// </remarks>
public static class ScoreKey
{
    private const uint SignBit = 0x8000_0000;
    private const int DigitBits = 8;
    private const int Digits = 1 << DigitBits;

    // Fewer keys are sorted faster by comparing them.
    private const int ManyKeys = 64;

    public static ulong Pack(float score, int item) =>
        // Adding 0 turns -0 into 0.
        ((ulong)~Rising(score + 0f) << 32) | (uint)item;

    public static float Score(ulong key) => FromRising(~(uint)(key >> 32));

    public static int Item(ulong key) => (int)(uint)key;

    /// <summary>Sorts both in place: best score first, equal scores by the lower item. Cost O(n log n), no allocation in steady state.</summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static void Sort(Span<int> items, Span<float> scores)
    {
        if (items.Length != scores.Length) throw new ArgumentException($"{items.Length} items have {scores.Length} scores.", nameof(scores));
        ulong[] rented = ArrayPool<ulong>.Shared.Rent(items.Length);
        Span<ulong> keys = rented.AsSpan(0, items.Length);
        for (int i = 0; i < keys.Length; i++) keys[i] = Pack(scores[i], items[i]);
        keys.Sort();
        for (int i = 0; i < keys.Length; i++)
        {
            items[i] = Item(keys[i]);
            scores[i] = Score(keys[i]);
        }
        ArrayPool<ulong>.Shared.Return(rented);
    }

    /// <summary>An integer that rises with the score, for what is no NaN: the sign bit of positive floats is flipped, and all bits of negative ones.</summary>
    internal static uint Rising(float score)
    {
        uint bits = BitConverter.SingleToUInt32Bits(score);
        return (bits & SignBit) == 0 ? bits | SignBit : ~bits;
    }

    /// <summary>The score of which <see cref="Rising"/> made the integer.</summary>
    internal static float FromRising(uint rising) => BitConverter.UInt32BitsToSingle((rising & SignBit) == 0 ? ~rising : rising ^ SignBit);

    /// <summary>
    /// Sorts keys of which those of equal score already stand in the order of their items. Cost O(n): many keys are dealt out by one byte of
    /// the score after another, the last byte first.
    /// </summary>
    internal static void Sort(Span<ulong> keys)
    {
        if (keys.Length < ManyKeys)
        {
            keys.Sort();
            return;
        }
        ulong[] rented = ArrayPool<ulong>.Shared.Rent(keys.Length);
        Span<ulong> from = keys, to = rented.AsSpan(0, keys.Length);
        Span<int> starts = stackalloc int[Digits];
        for (int shift = 32; shift < 64; shift += DigitBits)
        {
            starts.Clear();
            foreach (ulong key in from) starts[(byte)(key >> shift)]++;
            int sum = 0;
            foreach (ref int start in starts) (start, sum) = (sum, sum + start);
            foreach (ulong key in from) to[starts[(byte)(key >> shift)]++] = key;
            Span<ulong> done = to;
            to = from;
            from = done;
        }
        // Four deals: the keys are back where they were.
        ArrayPool<ulong>.Shared.Return(rented);
    }
}
