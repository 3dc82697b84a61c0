using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Models;

/// <summary>What the models of ratings are trained on.</summary>
public sealed class RatedDataTests
{
    private const int TrainingEvents = 30 * (13 + 6); // of each user 13 own, 6 of the other colour
    private readonly PreparedData _data = Checkerboard.CreateRated();

    [Fact]
    public void Batches_OfAnEpoch_HaveEveryRatingOnce()
    {
        Row[] rows = Rows(new RatingMlpOptions { UnknownUserRate = 0, UnratedItemRate = 0, BatchSize = 100 }, epoch: 0);

        Interactions train = _data.Split.Train;
        Assert.Equal(TrainingEvents, train.Count);
        Assert.Equal(
            Enumerable.Range(0, train.Count).Select(i => new Row(train.Users[i], train.Items[i], train.Values[i], train.Values[i] == 5 ? 1 : 0, 1)).Order(),
            rows.Order());
    }

    [Fact]
    public void Batches_SameSeedAndEpoch_AreTheSame()
    {
        var options = new RatingMlpOptions { UnknownUserRate = 0.5, UnratedItemRate = 0.5 };

        Assert.Equal(Rows(options, epoch: 3), Rows(options, epoch: 3));
        Assert.NotEqual(Rows(options, epoch: 3), Rows(options, epoch: 4));
    }

    [Fact]
    public void Batches_ShareOfUnknownUsersAndUnratedItems_IsAsSet()
    {
        Row[] rows = [.. Enumerable.Range(0, 20).SelectMany(epoch => Rows(new RatingMlpOptions { UnknownUserRate = 0.3, UnratedItemRate = 0.1 }, epoch))];

        Assert.Equal(0.3, rows.Average(row => row.User == Checkerboard.Size ? 1.0 : 0), 0.02);
        Assert.Equal(0.9, rows.Average(row => row.Kept), 0.01);
    }

    [Theory]
    [InlineData(0, TrainingEvents)]
    [InlineData(2, TrainingEvents + 30 * 13 * 2)] // for each liked one
    public void Batches_OfDeepEmbedding_HaveNegativesThatTheUserDoesNotLike(int negatives, int expected)
    {
        var model = new DeepEmbedding(new DeepEmbeddingOptions { Negatives = negatives, UnknownUserRate = 0, BatchSize = 100 }, _data, new WeightSet(new Rng(1)));

        (long User, long Item, float Liked)[] rows =
            [.. model.CreateBatcher(_data, seed: 1).Epoch(0).SelectMany(batch => Longs(batch, FeedNames.User).Zip(Longs(batch, FeedNames.Items), Floats(batch, "liked")))];

        Assert.Equal(expected, rows.Length);
        HashSet<(long, long)> likes = [.. _data.TrainPositives.Users.Zip(_data.TrainPositives.Items, (user, item) => ((long)user, (long)item))];
        Assert.All(rows, row => Assert.Equal(likes.Contains((row.User, row.Item)) ? 1 : 0, row.Liked));
    }

    [Theory]
    [InlineData("rating-mlp")]
    [InlineData("two-tower-rating")]
    public void Create_RatingsThatAreAllTheSame_IsRefused(string model)
    {
        string message = Assert.Throws<InputException>(() => ModelCatalog.Create(ModelCatalog.Find(model), SmallModels.Options[model], Checkerboard.Create(), seed: 1)).Message;

        Assert.Equal(
            "A model of ratings needs ratings that differ, and all 390 training values of checkerboard are the same: leave it out of $.models, or use a data set with ratings.",
            message);
    }

    private Row[] Rows(RatingMlpOptions options, int epoch) =>
        [.. new RatingMlp(options, _data, new WeightSet(new Rng(1))).CreateBatcher(_data, seed: 1).Epoch(epoch).SelectMany(RowsOf)];

    private static IEnumerable<Row> RowsOf(Batch batch)
    {
        (long[] users, long[] items) = (Longs(batch, FeedNames.User), Longs(batch, FeedNames.Items));
        (float[] values, float[] liked, float[] kept) = (Floats(batch, "values"), Floats(batch, "liked"), Floats(batch, "kept"));
        Assert.Equal(batch.Examples, users.Length);
        Assert.Equal([users.Length, 1L], batch.Columns[FeedNames.Items].Dims);
        return users.Select((user, i) => new Row(user, items[i], values[i], liked[i], kept[i]));
    }

    private static long[] Longs(Batch batch, string column) => (long[])batch.Columns[column].Values;

    private static float[] Floats(Batch batch, string column) => (float[])batch.Columns[column].Values;

    private readonly record struct Row(long User, long Item, float Value, float Liked, float Kept) : IComparable<Row>
    {
        public int CompareTo(Row other) => (User, Item).CompareTo((other.User, other.Item));
    }
}
