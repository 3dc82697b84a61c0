using System.Runtime.InteropServices;
using OnnxRecs.Artifacts;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>Vectors, queries of the same distribution and the true neighbours of each, in memory and as files of plain floats that every side can read.</summary>
/// <param name="Name">Such as "100k".</param>
/// <param name="Truth">The items of the exact neighbours: [queries, K].</param>
internal sealed record AnnSet(string Name, string What, VectorMetric Metric, VectorTable Vectors, string VectorsFile, VectorTable Queries, string QueriesFile, int[] Truth)
{
    /// <summary>Recall is of so many.</summary>
    public const int K = 10;

    private const int QueryCount = 1000;

    // The mixture is as hard as real vectors are: hnswlib (M 16, efConstruction 200) has recall .95 at ef 20 and .99 at ef 50.
    private const float Spread = 0.5f;
    private const int RowsPerCentre = 100;

    /// <summary>
    /// A mixture of normal distributions around centres that are normal themselves, some of them with many vectors and most with few. What was made is
    /// kept in <paramref name="folder"/>.
    /// </summary>
    public static AnnSet Clustered(string folder, string name, int count, int dim)
    {
        string key = Path.Combine(folder, $"clustered-{count}x{dim}");
        int centreCount = count / RowsPerCentre;
        float[] Make(int rows, ulong stream)
        {
            float[] centres = Normal(new Rng(1), centreCount * dim);
            var rng = new Rng(1, stream);
            float[] values = Normal(rng, rows * dim);
            for (int row = 0; row < rows; row++)
            {
                // The first tenth of the centres gets two fifths of the vectors.
                int centre = (int)(Math.Pow(rng.NextDouble(), 2.5) * centreCount);
                Span<float> vector = values.AsSpan(row * dim, dim);
                for (int d = 0; d < dim; d++) vector[d] = Spread * vector[d] + centres[centre * dim + d];
            }
            return values;
        }

        var vectors = new VectorTable(Kept($"{key}.vectors", count * dim, () => Make(count, 1)), dim);
        var queries = new VectorTable(Kept($"{key}.queries", QueryCount * dim, () => Make(QueryCount, 2)), dim);
        int[] truth = Kept($"{key}.truth", QueryCount * K, () => Exact(vectors, queries, VectorMetric.Euclidean));
        return new AnnSet(name, $"{count:N0} x {dim}, clustered", VectorMetric.Euclidean, vectors, $"{key}.vectors", queries, $"{key}.queries", truth);
    }

    /// <summary>Mean share of the true neighbours that were found.</summary>
    /// <param name="found">[queries, K]</param>
    public double RecallOf(ReadOnlySpan<int> found)
    {
        int hits = 0;
        for (int row = 0; row < Truth.Length; row += K)
        {
            foreach (int item in found.Slice(row, K)) hits += Truth.AsSpan(row, K).Contains(item) ? 1 : 0;
        }
        return (double)hits / Truth.Length;
    }

    /// <summary>By a full product with all vectors; -|q - x|^2 is 2 (q x - |x|^2 / 2) and what no order depends on.</summary>
    private static int[] Exact(VectorTable vectors, VectorTable queries, VectorMetric metric)
    {
        VectorTable items = vectors, asked = queries;
        if (metric == VectorMetric.Euclidean) (items, asked) = (Extended(vectors, row => -0.5 * SumOfSquares(row)), Extended(queries, _ => 1));
        var products = new InnerProducts(items);
        const int Block = 32;
        float[] scores = new float[Block * items.Count];
        int[] truth = new int[asked.Count * K];
        for (int from = 0; from < asked.Count; from += Block)
        {
            int rows = Math.Min(Block, asked.Count - from);
            products.Multiply(asked.Values.AsMemory(from * asked.Dim, rows * asked.Dim), scores.AsMemory(0, rows * items.Count));
            for (int row = 0; row < rows; row++) TopK.Select(scores.AsSpan(row * items.Count, items.Count), truth.AsSpan((from + row) * K, K));
        }
        return truth;
    }

    private static VectorTable Extended(VectorTable table, Func<float[], double> last)
    {
        float[] values = new float[table.Count * (table.Dim + 1)];
        for (int row = 0; row < table.Count; row++)
        {
            table[row].CopyTo(values.AsSpan(row * (table.Dim + 1)));
            values[(row + 1) * (table.Dim + 1) - 1] = (float)last(table[row].ToArray());
        }
        return new VectorTable(values, table.Dim + 1);
    }

    private static double SumOfSquares(float[] row) => row.Sum(value => (double)value * value);

    private static float[] Normal(Rng rng, int count)
    {
        float[] values = new float[count];
        for (int i = 0; i < count; i++) values[i] = (float)rng.NextGaussian();
        return values;
    }

    private static T[] Kept<T>(string path, int length, Func<T[]> make)
        where T : unmanaged
    {
        T[] values = new T[length];
        Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
        if (new FileInfo(path) is { Exists: true } file && file.Length == bytes.Length)
        {
            using FileStream stream = file.OpenRead();
            stream.ReadExactly(bytes);
            return values;
        }
        values = make();
        AtomicFile.Write(path, stream => stream.Write(MemoryMarshal.AsBytes(values.AsSpan())));
        return values;
    }
}
