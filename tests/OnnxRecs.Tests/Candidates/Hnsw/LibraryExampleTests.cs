using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Candidates.Hnsw;

/// <summary>The README's example of the index on its own runs, and is the one that stands there.</summary>
public class LibraryExampleTests
{
    [Fact]
    public void Readme_Example_Works()
    {
        using var folder = new TempFolder();
        string path = Path.Combine(folder.Path, "films.hnsw");
        float[] values = TestVectors.Clustered(500, 64, seed: 1).Values, first = values[..64], query = values[64..128];

        // example
        var options = new HnswOptions { Metric = VectorMetric.Cosine, Storage = VectorStorage.Int8, EfSearch = 100 };
        using HnswIndex index = HnswBuilder.Build(new VectorTable(values, dim: 64), options);    // row i is item i
        HnswFile.Save(path, index);

        using HnswIndex opened = HnswFile.Open(path);                       // mapped and checked
        int[] items = new int[10];
        float[] scores = new float[10];
        int found = opened.Search(query, items, scores);                    // best first; thread-safe
        found = opened.Search(query, items, scores, ItemFilter.Where(item => item % 2 == 0));

        using HnswBuilder builder = HnswBuilder.From(opened);               // goes on from it
        builder.Remove(17);
        builder.Add(1_000_000, first);
        using HnswIndex changed = builder.ToIndex();                        // a copy: `opened` stays as it is
        HnswlibFile.Write(path, changed);                                   // for C++ and Python
        // end

        Assert.Equal(10, found);
        Assert.All(items, item => Assert.Equal(0, item % 2));
        Assert.Equal(2, changed.Search(first, items.AsSpan(0, 2), scores.AsSpan(0, 2)));
        Assert.Equal([0, 1_000_000], items[..2]);
        string source = File.ReadAllText(Path.Combine(Repository.Root, "tests/OnnxRecs.Tests/Candidates/Hnsw/LibraryExampleTests.cs"));
        string example = source.Split("// example\n")[1].Split("        // end")[0].Replace("\n        ", "\n", StringComparison.Ordinal).Trim();
        Assert.Contains(example, File.ReadAllText(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
    }
}
