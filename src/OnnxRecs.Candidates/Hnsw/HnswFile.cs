using OnnxRecs.Artifacts;
using OnnxRecs.Candidates.Vectors;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Hnsw;

/// <summary>Keeps the vectors and options of an <see cref="HnswIndex"/> in a <see cref="BlockFile"/>; the graph is built again.</summary>
public static class HnswFile
{
    /// <summary>Writes the file beside and renames it.</summary>
    public static void Save(string path, HnswIndex index)
    {
        HnswOptions options = index.Options;
        long[] header = [(long)options.Metric, (long)options.Storage, index.Dim, options.M, options.EfConstruction, options.EfSearch, unchecked((long)options.Seed)];
        float[] values = new float[index.Count * index.Dim];
        for (int i = 0; i < index.Count; i++) index.Graph.VectorOf(i).CopyTo(values.AsSpan(i * index.Dim));
        BlockFile.Write(path, ("options", header), ("vectors", values));
    }

    /// <summary>Reads and checks a file.</summary>
    public static HnswIndex Load(string path)
    {
        BlockFile file = BlockFile.Read(path);
        long[] header = file.Get<long>("options");
        var options = new HnswOptions
        {
            Metric = (VectorMetric)header[0],
            Storage = (VectorStorage)header[1],
            M = (int)header[3],
            EfConstruction = (int)header[4],
            EfSearch = (int)header[5],
            Seed = unchecked((ulong)header[6]),
        };
        return HnswBuilder.Build(new VectorTable(file.Get<float>("vectors"), (int)header[2]), options);
    }
}
