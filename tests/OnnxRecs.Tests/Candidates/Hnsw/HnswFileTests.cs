using OnnxRecs.Artifacts;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public sealed class HnswFileTests : IDisposable
{
    private static readonly HnswOptions Options = new() { M = 3, EfConstruction = 12, EfSearch = 9, Seed = ulong.MaxValue };

    private readonly string _folder = Directory.CreateTempSubdirectory("onnxrecs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_Saved_IsTheSameIndex()
    {
        HnswIndex saved = HnswBuilder.Build(TestVectors.Clustered(200, 6, seed: 1), Options);
        HnswFile.Save(At("a"), saved);
        HnswIndex loaded = HnswFile.Load(At("a"));
        Assert.Equal(Options, loaded.Options);
        Assert.Equal(saved.Graph.Vectors.Values, loaded.Graph.Vectors.Values);
        VectorTable queries = TestVectors.Clustered(20, 6, seed: 2);
        for (int row = 0; row < queries.Count; row++)
        {
            int[] before = new int[15], after = new int[15];
            float[] scoresBefore = new float[15], scoresAfter = new float[15];
            saved.Search(queries[row], before, scoresBefore);
            loaded.Search(queries[row], after, scoresAfter);
            Assert.Equal(before, after);
            Assert.Equal(scoresBefore, scoresAfter);
        }
    }

    [Fact]
    public void Save_SameSeed_GivesTheSameBytes()
    {
        VectorTable vectors = TestVectors.Clustered(200, 6, seed: 1);
        HnswFile.Save(At("a"), HnswBuilder.Build(vectors, Options));
        HnswFile.Save(At("b"), HnswBuilder.Build(vectors, Options));
        HnswFile.Save(At("c"), HnswFile.Load(At("a")));
        Assert.Equal(File.ReadAllBytes(At("a")), File.ReadAllBytes(At("b")));
        Assert.Equal(File.ReadAllBytes(At("a")), File.ReadAllBytes(At("c")));
    }

    [Fact]
    public void Load_EmptyIndex_IsEmpty()
    {
        HnswFile.Save(At("a"), HnswBuilder.Build(new VectorTable([], 6), Options));
        HnswIndex loaded = HnswFile.Load(At("a"));
        Assert.Equal((0, 6), (loaded.Count, loaded.Dim));
        Assert.Equal(0, loaded.Search(new float[6], new int[3], new float[3]));
    }

    [Fact]
    public void Load_AnyFlippedBitOrCut_IsRefused()
    {
        HnswFile.Save(At("a"), HnswBuilder.Build(TestVectors.Clustered(20, 2, seed: 1), Options));
        byte[] bytes = File.ReadAllBytes(At("a"));
        for (int at = 0; at < bytes.Length; at += 5)
        {
            byte[] damaged = [.. bytes];
            damaged[at] ^= (byte)(1 << (at % 8));
            AssertRefused(damaged, $"bit {at % 8} of byte {at}");
            AssertRefused(bytes[..at], $"cut at {at}");
        }
        AssertRefused([.. bytes, 0], "a byte too many");

        void AssertRefused(byte[] content, string what)
        {
            File.WriteAllBytes(At("b"), content);
            Exception? error = Record.Exception(() => HnswFile.Load(At("b")));
            Assert.True(error is InvalidDataException, $"{what}: {error}");
        }
    }

    // Nodes 0, 1, 2 in a ring on layer 0, nodes 1 and 2 also on layer 1; M = 2.
    [Theory]
    [InlineData("none", 0, 0L)]
    [InlineData("links", 0, 3L)]
    [InlineData("links", 0, -2L)]
    [InlineData("links", 5, 1_000_000_000L)]
    [InlineData("upperLinks", 0, 0L)]       // node 0 is not on layer 1
    [InlineData("upperLinks", 2, 3L)]
    [InlineData("levels", 0, -1L)]
    [InlineData("levels", 0, 1L)]           // one row more than there is
    [InlineData("levels", 1, 32L)]
    [InlineData("options", 0, 2L)]          // format
    [InlineData("options", 1, 0L)]          // Dim
    [InlineData("options", 1, 2L)]
    [InlineData("options", 1, 1L << 32)]
    [InlineData("options", 2, 3L)]          // M
    [InlineData("options", 2, 1_000_000_000L)]
    [InlineData("options", 3, 0L)]
    [InlineData("options", 4, -5L)]
    [InlineData("options", 6, 3L)]          // entry point
    [InlineData("options", 6, -1L)]
    [InlineData("options", 6, 0L)]          // not of the highest level
    [InlineData("options", 6, 1L << 32)]
    [InlineData("vectors", 1, long.MaxValue)]
    public void Load_RightChecksumButImpossible_IsRefused(string block, int at, long value)
    {
        var blocks = new Dictionary<string, Array>
        {
            ["options"] = new long[] { 1, 1, 2, 10, 10, 7, 1 },
            ["vectors"] = new float[] { 1, 2, 3 },
            ["levels"] = new[] { 0, 1, 1 },
            ["links"] = new[] { 1, -1, -1, -1, 2, 0, -1, -1, 0, -1, -1, -1 },
            ["upperLinks"] = new[] { 2, -1, 1, -1 },
        };
        if (block != "none")
        {
            if (blocks[block] is float[] floats) floats[at] = float.NaN;
            else if (blocks[block] is int[] ints) ints[at] = (int)value;
            else ((long[])blocks[block])[at] = value;
        }
        Write(blocks);
        if (block == "none")
        {
            Assert.Equal(3, HnswFile.Load(At("a")).Count);
            return;
        }
        var error = Assert.Throws<InvalidDataException>(() => HnswFile.Load(At("a")));
        Assert.Contains(At("a"), error.Message, StringComparison.Ordinal);

        // A block that is missing, or one element short, is refused too.
        blocks[block] = blocks[block] switch { float[] floats => floats[1..], int[] ints => ints[1..], long[] longs => longs[1..], var other => other };
        Write(blocks);
        Assert.Throws<InvalidDataException>(() => HnswFile.Load(At("a")));
        blocks.Remove(block);
        Write(blocks);
        Assert.Throws<InvalidDataException>(() => HnswFile.Load(At("a")));
    }

    [Fact]
    public void Load_OtherBlockFile_IsRefused()
    {
        BlockFile.Write(At("a"), ("users", new[] { 1, 2 }));
        Assert.Throws<InvalidDataException>(() => HnswFile.Load(At("a")));
    }

    private void Write(Dictionary<string, Array> blocks) => BlockFile.Write(At("a"), blocks.Select(block => (block.Key, block.Value)));

    private string At(string name) => Path.Combine(_folder, name);
}
