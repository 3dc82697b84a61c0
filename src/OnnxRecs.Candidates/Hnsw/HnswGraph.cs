using OnnxRecs.Numerics;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>The layers of links over the vectors, in flat arrays.</summary>
/// <remarks>
/// A node of level l has a list on each of the layers 0 .. l. A list is a row of fixed width, 2 M on layer 0 and M above, that ends at
/// the first -1. <see cref="Bottom"/> is [Count, 2 M]; <see cref="Upper"/> holds the rows of layers 1 .. l of node 0, then those of node 1 ...
/// </remarks>
internal sealed class HnswGraph
{
    /// <summary>No node is higher, so that a file cannot ask for absurd sizes; one in M^31 would be.</summary>
    public const int MaxLevel = 31;

    public const int None = -1;

    private readonly int[] _upperRows;

    public HnswGraph(VectorTable vectors, int m, int[] levels, int[] bottom, int[] upper, int entry)
    {
        (Vectors, M, Levels, Bottom, Upper, Entry) = (vectors, m, levels, bottom, upper, entry);
        _upperRows = new int[levels.Length];
        for (int node = 1; node < levels.Length; node++) _upperRows[node] = _upperRows[node - 1] + levels[node - 1];
    }

    public VectorTable Vectors { get; }

    public int M { get; }

    /// <summary>The topmost layer of each node.</summary>
    public int[] Levels { get; }

    public int[] Bottom { get; }

    public int[] Upper { get; }

    /// <summary>Where every search begins: a node of the highest level; <see cref="None"/> in an empty graph.</summary>
    public int Entry { get; set; }

    public int Count => Levels.Length;

    public int TopLayer => Levels[Entry];

    /// <summary>A graph of these levels that has no links yet.</summary>
    public static HnswGraph WithoutLinks(VectorTable vectors, int m, int[] levels)
    {
        long upperRows = 0;
        foreach (int level in levels) upperRows += level;
        int[] bottom = new int[checked(2 * m * levels.Length)], upper = new int[checked(m * upperRows)];
        Array.Fill(bottom, None);
        Array.Fill(upper, None);
        return new HnswGraph(vectors, m, levels, bottom, upper, None);
    }

    /// <summary>The row of a node on a layer up to its level, with the unused slots.</summary>
    public Span<int> Row(int node, int layer) =>
        layer == 0 ? Bottom.AsSpan(node * 2 * M, 2 * M) : Upper.AsSpan((_upperRows[node] + layer - 1) * M, M);

    /// <summary>The links of a node on a layer up to its level.</summary>
    public ReadOnlySpan<int> Links(int node, int layer)
    {
        Span<int> row = Row(node, layer);
        int end = row.IndexOf(None);
        return end < 0 ? row : row[..end];
    }
}
