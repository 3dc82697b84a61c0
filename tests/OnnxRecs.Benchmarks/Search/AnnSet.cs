using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using OnnxRecs.Artifacts;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>Vectors, queries and their true neighbours, in memory and as files of plain floats that every side can read.</summary>
/// <param name="Name">What asks for it on the command line, such as "100k".</param>
/// <param name="Title">For people.</param>
/// <param name="Truth">The items of the exact neighbours: [queries, K].</param>
internal sealed record AnnSet(string Name, string Title, VectorMetric Metric, VectorTable Vectors, string VectorsFile, VectorTable Queries, string QueriesFile, int[] Truth)
{
    /// <summary>Recall is of so many.</summary>
    public const int K = 10;

    /// <summary>As many as there are at most.</summary>
    public const int QueryCount = 1000;

    private const int RowsPerCentre = 100;
    private const float Spread = 0.5f;

    /// <summary>
    /// A mixture of normal distributions around centres that are normal themselves, a hundredth as many as vectors: the first tenth of them gets two fifths of
    /// the vectors. So it is about as hard as vectors of real things: at M 16 and efConstruction 200, 100,000 of width 64, hnswlib has recall .95 at ef 20 and .99
    /// at ef 50; were all clusters equal, it would find everything at ef 50. The queries are drawn likewise. What was made is kept in <paramref name="folder"/>.
    /// </summary>
    public static AnnSet Clustered(string folder, string name, int count, int dim)
    {
        string path = Path.Combine(folder, $"clustered-{count}x{dim}");
        int centreCount = count / RowsPerCentre;
        float[] Make(int rows, ulong stream)
        {
            float[] centres = Normal(new Rng(1), centreCount * dim);
            var rng = new Rng(1, stream);
            float[] values = Normal(rng, rows * dim);
            for (int row = 0; row < rows; row++)
            {
                int centre = (int)(Math.Pow(rng.NextDouble(), 2.5) * centreCount);
                Span<float> vector = values.AsSpan(row * dim, dim);
                for (int d = 0; d < dim; d++) vector[d] = Spread * vector[d] + centres[centre * dim + d];
            }
            return values;
        }

        var vectors = new VectorTable(Kept($"{path}.vectors", count * dim, () => Make(count, 1)), dim);
        var queries = new VectorTable(Kept($"{path}.queries", QueryCount * dim, () => Make(QueryCount, 2)), dim);
        int[] truth = Kept($"{path}.truth", QueryCount * K, () => Exact(vectors, queries, VectorMetric.Euclidean));
        return new AnnSet(name, $"{count:N0} x {dim}, clustered, Euclidean", VectorMetric.Euclidean, vectors, $"{path}.vectors", queries, $"{path}.queries", truth);
    }

    /// <summary>Vectors that come from elsewhere, by inner product; written into <paramref name="folder"/> anew.</summary>
    public static AnnSet Given(string folder, string name, string title, VectorTable vectors, VectorTable queries)
    {
        string path = Path.Combine(folder, name);
        Write($"{path}.vectors", vectors.Values);
        Write($"{path}.queries", queries.Values);
        return new AnnSet(name, title, VectorMetric.InnerProduct, vectors, $"{path}.vectors", queries, $"{path}.queries", Exact(vectors, queries, VectorMetric.InnerProduct));
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

    /// <summary>By products with all vectors: -|q - x|^2 is 2 (q x - |x|^2 / 2) less |q|^2, which no order depends on.</summary>
    private static int[] Exact(VectorTable vectors, VectorTable queries, VectorMetric metric)
    {
        const int Block = 32;
        VectorTable items = vectors, asked = queries;
        if (metric == VectorMetric.Euclidean) (items, asked) = (Extended(vectors, row => -0.5f * TensorPrimitives.SumOfSquares(row)), Extended(queries, _ => 1));
        var products = new InnerProducts(items);
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

    private static VectorTable Extended(VectorTable table, Func<ReadOnlySpan<float>, float> last)
    {
        int dim = table.Dim + 1;
        float[] values = new float[table.Count * dim];
        for (int row = 0; row < table.Count; row++)
        {
            table[row].CopyTo(values.AsSpan(row * dim));
            values[(row + 1) * dim - 1] = last(table[row]);
        }
        return new VectorTable(values, dim);
    }

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
        if (new FileInfo(path) is { Exists: true } file && file.Length == MemoryMarshal.AsBytes(values.AsSpan()).Length)
        {
            using FileStream stream = file.OpenRead();
            stream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }
        values = make();
        Write(path, values);
        return values;
    }

    private static void Write<T>(string path, T[] values)
        where T : unmanaged => AtomicFile.Write(path, stream => stream.Write(MemoryMarshal.AsBytes(values.AsSpan())));
}
