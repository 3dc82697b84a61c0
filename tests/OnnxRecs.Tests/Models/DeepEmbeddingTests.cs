using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Models;

public sealed class DeepEmbeddingTests
{
    private static readonly DeepEmbeddingOptions Options = new() { Dim = 4, Layers = [6], Dropout = 0, UnknownUserRate = 0, UnratedItemRate = 0 };

    [Fact]
    public void Vectors_OfUsersAndItems_HaveLengthOne()
    {
        DeepEmbedding model = Make(Options);

        foreach ((string graph, string input, int count) in new[] { ("user", FeedNames.User, Checkerboard.Size + 1), ("item", FeedNames.Items, Checkerboard.Size) })
        {
            ArrayTensor vectors = VectorsOf(model, graph, input, [.. Enumerable.Range(0, count).Select(i => (long)i)]);

            Assert.Equal([count, 4], vectors.Dims);
            Assert.All(vectors.Values.Chunk(4), vector => Assert.Equal(1, vector.Sum(value => value * value), 6));
        }
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.25)]
    public void Loss_GammaTimesTheCosineLoss_IsAdded(double margin)
    {
        long[] users = [0, 1, 2], items = [4, 5, 6];
        double[] liked = [1, 0, 0];
        double LossOf(double gamma) => Make(Options with { Gamma = gamma, Margin = margin }).Loss(new ArrayOps(), new Tensors<ArrayTensor>(new Dictionary<string, ArrayTensor>
        {
            [FeedNames.User] = ArrayTensor.From(users, 3),
            [FeedNames.Items] = ArrayTensor.From(items, 3),
            ["liked"] = new ArrayTensor(liked, 3, 1),
            ["kept"] = new ArrayTensor([1, 1, 1], 3, 1),
        })).Values[0];

        DeepEmbedding model = Make(Options);
        double[] cosines = [.. VectorsOf(model, "user", FeedNames.User, users).Values.Chunk(4)
            .Zip(VectorsOf(model, "item", FeedNames.Items, items).Values.Chunk(4), (user, item) => user.Zip(item, (a, b) => a * b).Sum())];
        double cosineLoss = ((1 - cosines[0]) + Math.Max(0, cosines[1] - margin) + Math.Max(0, cosines[2] - margin)) / 3;
        Assert.Equal(0.5 * cosineLoss, LossOf(0.5) - LossOf(0), 9);
    }

    private static DeepEmbedding Make(DeepEmbeddingOptions options) => new(options, Checkerboard.CreateRated(), new WeightSet(new Rng(1)));

    private static ArrayTensor VectorsOf(DeepEmbedding model, string graph, string input, long[] indexes) =>
        model.Graphs.Single(g => g.Name == graph).Run(new ArrayOps(), new Tensors<ArrayTensor>(new Dictionary<string, ArrayTensor> { [input] = ArrayTensor.From(indexes, indexes.Length) }));
}
