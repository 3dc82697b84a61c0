using System.Numerics.Tensors;
using OnnxRecs.Artifacts;
using OnnxRecs.Numerics;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Keeps an <see cref="HnswIndex"/> in a <see cref="BlockFile"/>: options, vectors, levels and links.</summary>
/// <remarks>
/// Blocks: "options" (int64: format, Dim, M, EfConstruction, EfSearch, Seed, entry point or -1), "vectors" [Count, Dim], "levels" [Count],
/// "links" [Count, 2 M] of layer 0 and "upperLinks" [sum of levels, M]; a list ends at the first -1. All lengths, levels and links are checked
/// on load, so that no search can leave the arrays.
/// </remarks>
public static class HnswFile
{
    private const int Format = 1;

    /// <summary>Writes the file beside and renames it.</summary>
    public static void Save(string path, HnswIndex index)
    {
        HnswGraph graph = index.Graph;
        HnswOptions options = index.Options;
        long[] header = [Format, index.Dim, options.M, options.EfConstruction, options.EfSearch, unchecked((long)options.Seed), graph.Entry];
        BlockFile.Write(
            path,
            ("options", header),
            ("vectors", graph.Vectors.Values),
            ("levels", graph.Levels),
            ("links", graph.Bottom),
            ("upperLinks", graph.Upper));
    }

    /// <summary>Reads and checks a file. Cost O(its size).</summary>
    /// <exception cref="InvalidDataException">It is damaged, or no index could look like this.</exception>
    public static HnswIndex Load(string path)
    {
        BlockFile file = BlockFile.Read(path);
        try
        {
            return Read(file);
        }
        catch (Exception error) when (error is InvalidDataException or ArgumentException)
        {
            throw new InvalidDataException($"{path} is no valid HNSW index: {error.Message} Delete it and run the stage again.", error);
        }
    }

    private static HnswIndex Read(BlockFile file)
    {
        long[] header = file.Get<long>("options");
        Require(header.Length == 7 && header[0] == Format, "Its format is unknown.");
        var options = new HnswOptions
        {
            M = Narrow(header[2], "M"),
            EfConstruction = Narrow(header[3], "EfConstruction"),
            EfSearch = Narrow(header[4], "EfSearch"),
            Seed = unchecked((ulong)header[5]),
        };
        options.Check();
        var vectors = new VectorTable(file.Get<float>("vectors"), Narrow(header[1], "Dim"));
        IndexInput.CheckVectors(vectors);

        int[] levels = file.Get<int>("levels"), bottom = file.Get<int>("links"), upper = file.Get<int>("upperLinks");
        Require(levels.Length == vectors.Count, $"It has {levels.Length} levels for {vectors.Count} vectors.");
        long upperRows = 0;
        for (int node = 0; node < levels.Length; node++)
        {
            if (levels[node] is < 0 or > HnswGraph.MaxLevel) throw new InvalidDataException($"Node {node} has level {levels[node]}.");
            upperRows += levels[node];
        }
        Require(bottom.Length == 2L * options.M * levels.Length, $"It has {bottom.Length} links on layer 0, not {2L * options.M * levels.Length}.");
        Require(upper.Length == options.M * upperRows, $"It has {upper.Length} upper links, not {options.M * upperRows}.");

        var graph = new HnswGraph(vectors, options.M, levels, bottom, upper, Narrow(header[6], "The entry point"));
        CheckEntry(graph);
        for (int node = 0; node < graph.Count; node++)
        {
            for (int layer = 0; layer <= levels[node]; layer++) CheckLinks(graph, node, layer);
        }
        return new HnswIndex(graph, options);
    }

    private static void CheckEntry(HnswGraph graph)
    {
        if (graph.Count == 0)
        {
            Require(graph.Entry == HnswGraph.None, $"It is empty, but its entry point is {graph.Entry}.");
            return;
        }
        Require((uint)graph.Entry < (uint)graph.Count, $"Its entry point is {graph.Entry} of {graph.Count}.");
        int highest = TensorPrimitives.Max<int>(graph.Levels);
        Require(graph.TopLayer == highest, $"Its entry point has level {graph.TopLayer}, another node {highest}.");
    }

    private static void CheckLinks(HnswGraph graph, int node, int layer)
    {
        foreach (int link in graph.Links(node, layer))
        {
            // A link to a node that is not on this layer would be followed into the list of another node.
            if ((uint)link >= (uint)graph.Count || graph.Levels[link] < layer)
            {
                throw new InvalidDataException($"Node {node} has a link to {link} on layer {layer}, where no such node is.");
            }
        }
    }

    private static int Narrow(long value, string what)
    {
        Require(value == (int)value, $"{what} is {value}.");
        return (int)value;
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds) throw new InvalidDataException(otherwise);
    }
}
