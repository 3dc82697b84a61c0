using System.Runtime.InteropServices;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>The first bytes of a file of hnswlib; see <see cref="HnswlibFile"/>. In hnswlib's names: what comments say.</summary>
[StructLayout(LayoutKind.Explicit, Size = Bytes)]
internal struct HnswlibHeader
{
    public const int Bytes = 96;

    /// <summary>In front of each list: how many links it has, on layer 0 also what is to be known of the node.</summary>
    public const int CountBytes = 4;

    [FieldOffset(0)] public ulong Zero; // offsetLevel0_
    [FieldOffset(8)] public ulong Capacity; // max_elements_
    [FieldOffset(16)] public ulong NodeCount; // cur_element_count
    [FieldOffset(24)] public ulong NodeBytes; // size_data_per_element_
    [FieldOffset(32)] public ulong LabelAt; // label_offset_
    [FieldOffset(40)] public ulong VectorAt; // offsetData_
    [FieldOffset(48)] public int TopLayer; // maxlevel_
    [FieldOffset(52)] public int Entry; // enterpoint_node_
    [FieldOffset(56)] public ulong UpperSlots; // maxM_
    [FieldOffset(64)] public ulong Slots; // maxM0_
    [FieldOffset(72)] public ulong M; // M_
    [FieldOffset(80)] public double LevelFactor; // mult_
    [FieldOffset(88)] public ulong EfConstruction; // ef_construction_

    /// <summary>What follows from an M and a dimension that are in range.</summary>
    public HnswlibHeader(int m, int dim)
        : this()
    {
        (M, UpperSlots, Slots, LevelFactor) = ((ulong)m, (ulong)m, 2 * (ulong)m, 1 / Math.Log(m));
        VectorAt = CountBytes + Slots * sizeof(uint);
        LabelAt = VectorAt + (ulong)dim * sizeof(float);
        NodeBytes = LabelAt + sizeof(ulong);
    }
}
