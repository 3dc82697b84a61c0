using System.Runtime.CompilerServices;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>A distance and a node in one integer: the lower key is nearer, equal distances go by the lower node.</summary>
internal static class DistanceKey
{
    private const uint SignBit = 0x8000_0000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Pack(float distance, int node)
    {
        // Floats in the order of their bits; distances of inner products are negative. Adding 0 turns -0 into 0.
        uint bits = BitConverter.SingleToUInt32Bits(distance + 0f);
        return ((ulong)(bits ^ ((uint)((int)bits >> 31) | SignBit)) << 32) | (uint)node;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Distance(ulong key)
    {
        uint rising = (uint)(key >> 32);
        return BitConverter.UInt32BitsToSingle((rising & SignBit) == 0 ? ~rising : rising ^ SignBit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Node(ulong key) => (int)(uint)key;
}
