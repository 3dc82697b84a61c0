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

    public static ulong Pack(float score, int item)
    {
        // Adding 0 turns -0 into 0. Flipping the sign bit of positive floats and all bits of negative ones makes bits rise with the score.
        uint bits = BitConverter.SingleToUInt32Bits(score + 0f);
        uint rising = (bits & SignBit) == 0 ? bits | SignBit : ~bits;
        return ((ulong)~rising << 32) | (uint)item;
    }

    public static float Score(ulong key)
    {
        uint rising = ~(uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle((rising & SignBit) == 0 ? ~rising : rising ^ SignBit);
    }

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
}
