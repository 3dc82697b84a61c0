using OnnxRecs.Data;
using OnnxRecs.Metrics.Ratings;
using OnnxRecs.Models;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Models;
using OnnxRecs.Tests.Support;
using OnnxRecs.Train;
using static TorchSharp.torch;

namespace OnnxRecs.NativeTests.Models;

/// <summary>What trained models of ratings have learnt.</summary>
[Collection(TrainedModels.Collection)]
public sealed class RatingModelsTests(TrainedModels models)
{
    private static readonly Query[] Everybody = [.. Enumerable.Range(0, Checkerboard.Size).Select(user => new Query(user, [], [], 1)), new(Query.UnknownUser, [], [], 1)];

    [Theory]
    [InlineData("rating-mlp")]
    [InlineData("two-tower-rating")]
    [InlineData("biased-mf")]
    [InlineData("svd++")]
    [InlineData("bayesian-mf")]
    public void Trained_UnseenItems_HaveTheStarsOfTheirColour(string model)
    {
        float[][] ratings = models.Score(model, "onnx", [.. Enumerable.Range(0, Checkerboard.Size).Select(user => models.DataOf(model).QueryOf(user, Phase.Test, 1))]);

        // Nobody rated the item on the diagonal, 5 stars if somebody had, nor half of the other colour, 1 star.
        for (int user = 0; user < Checkerboard.Size; user++)
        {
            int[] unseen = [.. Enumerable.Range(0, Checkerboard.Size).Except(models.DataOf(model).SeenOf(user, Phase.Test).ToArray())];
            double error = unseen.Average(item => Math.Abs(ratings[user][item] - (item == user ? 5 : 1)));
            Assert.True(error < 1, $"User {user}: {error:F2} stars off."); // the mean of all ratings, 3.7, is 2.5 off
        }
    }

    [Fact]
    public void Explained_GateAndStrength_AreWhatTheyClaim()
    {
        (float[] ratings, float[] gate, float[] strength) = Explain(models.Graphs("rating-mlp", "onnx")["model"], Everybody, Checkerboard.Size);

        Assert.All(gate.Chunk(2), pair => Assert.Equal(1, pair[0] + pair[1], 1e-6));
        Assert.All(gate, share => Assert.InRange(share, 0, 1));
        Assert.All(strength, value => Assert.InRange(value, 0, 1));
        // It is sure of both colours, and less so where it does not know who asks: 13 of 19 ratings are 5 stars.
        for (int i = 0; i < Checkerboard.Size * Checkerboard.Size; i++)
        {
            bool same = i / Checkerboard.Size % 2 == i % Checkerboard.Size % 2;
            Assert.Equal(same, strength[i] > 0.5);
            Assert.Equal(same, ratings[i] > 3);
        }
        Assert.InRange(strength[^Checkerboard.Size..].Average(), 0.4, 0.95);
    }

    [Fact]
    public void Strength_OfWhatIsLikedByChance_IsTheShareThatLikesIt()
    {
        // Even items get 5 stars with probability .8, odd ones with .3, else 2 stars; by whom says nothing.
        const int users = 200, items = 10;
        var rng = new Rng(4);
        PreparedData data = Made(users, items, (_, item) => rng.NextDouble() < (item % 2 == 0 ? 0.8 : 0.3) ? 5 : 2);
        var options = new RatingMlpOptions { Dim = 8, Layers = [16, 8], GateWidth = 4, BatchSize = 64, LearningRate = 0.01 };

        (_, _, float[] strength) = Explain(Train("rating-mlp", options, data), [.. Enumerable.Range(0, users).Select(user => new Query(user, [], [], 1))], items);

        for (int colour = 0; colour < 2; colour++)
        {
            double mean = strength.Where((_, i) => i % items % 2 == colour).Average();
            Assert.Equal(colour == 0 ? 0.8 : 0.3, mean, 0.1);
        }
    }

    [Theory]
    [InlineData("rating-mlp")]
    [InlineData("two-tower-rating")]
    public void Trained_OnNoise_IsNoBetterThanTheMean(string model)
    {
        var rng = new Rng(5);
        PreparedData data = Made(60, 30, (_, _) => 1 + rng.NextInt(5));

        float[] predicted = RatingPrediction.Of(Train(model, (TrainingOptions)SmallModels.Options[model], data), data, Phase.Test);

        float mean = data.Split.Train.Values.Average();
        Assert.True(Rmse.Of(predicted, data.Split.Test.Values) > 0.98 * Rmse.Of([.. predicted.Select(_ => mean)], data.Split.Test.Values));
    }

    /// <summary>Every user rates every item: eight in ten for training, one for validation, one for the test.</summary>
    private static PreparedData Made(int users, int items, Func<int, int, float> rating)
    {
        (int User, int Item)[] pairs = [.. Enumerable.Range(0, users * items).Select(i => (i / items, i % items))];
        Interactions all = Interactions.Create(
            [.. pairs.Select(p => p.User)], [.. pairs.Select(p => p.Item)], [.. pairs.Select(p => rating(p.User, p.Item))], [.. pairs.Select(p => (long)p.Item)], users, items);
        Interactions Part(int from, int to) => all.Where(i => (i + i / items) % 10 >= from && (i + i / items) % 10 < to);
        var catalog = new ItemCatalog([.. Enumerable.Range(0, items).Select(i => $"{i}")], new int[items], [], [.. Enumerable.Range(0, items).Select(_ => Array.Empty<int>())]);
        var facts = new DatasetFacts("made", "none", ValueKind.Rating, new IdMap(Enumerable.Range(0, users).Select(i => $"{i}")), new IdMap(catalog.Titles), catalog);
        return new PreparedData(facts, new Split(Part(0, 8), Part(8, 9), Part(9, 10), "by hand"), relevance: 4);
    }

    private static TorchGraph Train(string name, TrainingOptions options, PreparedData data)
    {
        using var folder = new TempFolder();
        var model = (ITrainedModel)ModelCatalog.Create(ModelCatalog.Find(name), options, data, seed: 1);
        new TorchTrainer(new TrainingRun(name, 1, "cpu", 1, folder["checkpoint.bin"], name), new RecordingReporter(), TimeProvider.System).Train(model, data, CancellationToken.None);
        return new TorchGraph(model.Graphs[0], new TorchWeights(model.Weights, CPU));
    }

    private static (float[] Ratings, float[] Gate, float[] Strength) Explain(IModelRunner model, Query[] queries, int items)
    {
        int[] all = [.. Enumerable.Range(0, items)];
        using FeedBatch feeds = new FeedBuilder(model.Inputs).Build(queries, [.. queries.Select(_ => all)]);
        float[] ratings = new float[queries.Length * items], gate = new float[2 * ratings.Length], strength = new float[ratings.Length];
        long[] dims = [queries.Length, items];
        model.Run(feeds.Feeds, [new Fetch("strength", strength, dims), new Fetch("gate", gate, [.. dims, 2]), new Fetch(FeedNames.Ratings, ratings, dims)]);
        return (ratings, gate, strength);
    }
}
