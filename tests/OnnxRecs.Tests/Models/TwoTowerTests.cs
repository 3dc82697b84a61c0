using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Candidates.Sources;
using OnnxRecs.Tests.Core.Metrics;

namespace OnnxRecs.Tests.Models;

public sealed class TwoTowerTests
{
    private const int Padding = 6;

    // User 0 liked 0, 1, 2, 3 in this order, user 1 liked 4, 0. Items 0, 2 and 4 are of genre 0, the others of genre 1.
    private static readonly PreparedData Data = Likes.Of(
        Padding, [(0, 0, 1), (0, 1, 2), (0, 2, 3), (0, 3, 4), (1, 4, 5), (1, 0, 6)], [.. Enumerable.Range(0, Padding).Select(item => new[] { item % 2 })]);

    private static readonly TwoTowerOptions Small = new() { Dim = 3, Hidden = 4, MaxLength = 2, BatchSize = 6, Negatives = 0, UnknownUserRate = 0, Dropout = 0 };

    [Fact]
    public void Create_DataKnowNothing_HasNoWeightsForIt()
    {
        PreparedData bare = Likes.Of(2, [(0, 0, 1), (0, 1, 2)]);

        Assert.DoesNotContain(Create(Small, bare).Weights, weight => weight.Name.Contains("table", StringComparison.Ordinal));
    }

    [Fact]
    public void Create_Features_HaveATableEach()
    {
        PreparedData data = Known();
        string[] Tables(params string[] features) => [.. Create(Small with { Features = features }, data).Weights.Where(weight => weight.Kind == WeightKind.Index).Select(weight => weight.Name)];

        Assert.Equal(["user.people.table", "item.genres.table", "item.years.table", "item.words.table"], Tables("people", "genres", "years", "titles"));
        Assert.Equal(["item.years.table"], Tables("years"));
        Assert.Empty(Tables());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Run_Normalised_HasLengthOne(bool normalised)
    {
        TwoTower model = Create(Small with { Normalised = normalised }, Known());

        double[] lengths = [.. model.Graphs[1].Run(new ArrayOps(), Inputs((FeedNames.Items, [0, 1]))).Values.Chunk(3).Select(vector => vector.Sum(x => x * x))];

        if (normalised) Assert.All(lengths, length => Assert.Equal(1, length, 6));
        else Assert.All(lengths, length => Assert.NotEqual(1, length, 3));
    }

    [Fact]
    public void Check_TemperatureOfVectorsOfAnyLength_IsRefused()
    {
        var problems = new List<string>();

        StrictJson.Bind<TwoTowerOptions>(StrictJson.Parse("""{ "normalised": false, "temperature": 0.1 }""", "test"), "$.models.two-tower", problems);

        Assert.Equal(["$.models.two-tower.temperature: vectors that are not normalised have none; leave it out, or set normalised to true"], problems);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 0)]
    [InlineData(true, 2)]
    public void Loss_Batch_IsTheCrossEntropyOfItsSoftmax(bool normalised, int hard)
    {
        TwoTower model = Create(Small with { Normalised = normalised, HardNegatives = hard, Negatives = 1 }, Data);
        Batch batch = model.CreateBatcher(Data, seed: 1).Epoch(0).Single();
        var columns = new Tensors<ArrayTensor>(batch.Columns.ToDictionary(column => column.Key, column => new ArrayTensor(
            column.Value.Values is long[] indexes ? Array.ConvertAll(indexes, i => (double)i) : Array.ConvertAll((float[])column.Value.Values, x => (double)x), Array.ConvertAll(column.Value.Dims, d => (int)d))));

        double loss = model.Loss(new ArrayOps(), columns).Values.Single();

        double[][] users = [.. model.Graphs[0].Run(new ArrayOps(), columns).Values.Chunk(3)], items = [.. model.Graphs[1].Run(new ArrayOps(), columns).Values.Chunk(3)];
        double[] vectors = hard == 0 ? [] : model.Graphs[1].Run(new ArrayOps(), Inputs((FeedNames.Items, (long[])batch.Columns["hard"].Values))).Values;
        double expected = 0;
        for (int row = 0; row < users.Length; row++)
        {
            double Logit(double[] item) => users[row].Zip(item, (x, y) => x * y).Sum() / (normalised ? 0.2f : 1);
            var logits = new List<double>();
            for (int i = 0; i < items.Length; i++) logits.Add(Logit(items[i]) + columns["correction"].Values[i] + columns["liked"].Values[row * items.Length + i]);
            for (int i = 0; i < hard; i++) logits.Add(Logit(vectors[((row * hard + i) * 3)..((row * hard + i + 1) * 3)]));
            expected += Math.Log(logits.Sum(Math.Exp)) - logits[(int)columns["targets"].Values[row]];
        }
        Assert.Equal(expected / users.Length, loss, 9);
    }

    [Theory]
    [InlineData("before", "0: -> 0; 0: 0 -> 1; 0: 0 1 -> 2; 0: 1 2 -> 3; 1: -> 4; 1: 4 -> 0")]
    [InlineData("others", "0: 1 2 -> 3; 0: 1 3 -> 2; 0: 2 3 -> 0; 0: 2 3 -> 1; 1: 0 -> 4; 1: 4 -> 0")]
    public void Epoch_EachLikedItem_IsATargetOnce(string history, string examples)
    {
        Batch batch = Create(Small with { History = history }, Data).CreateBatcher(Data, seed: 1).Epoch(0).Single();

        (long[] users, long[] items, long[] targets) = (Longs(batch, FeedNames.User), Longs(batch, FeedNames.Items), Longs(batch, "targets"));
        (long[] histories, long[] lengths) = (Longs(batch, FeedNames.History), Longs(batch, FeedNames.Length));
        IEnumerable<string> rows = users.Select((user, row) =>
            string.Join(' ', [$"{user}:", .. histories.Skip(2 * row).Take((int)lengths[row]).Select(item => $"{item}"), "->", $"{items[targets[row]]}"]));
        Assert.Equal(examples, string.Join("; ", rows.Order(StringComparer.Ordinal)));
        Assert.All(Enumerable.Range(0, histories.Length), i => Assert.Equal(i % 2 >= lengths[i / 2], histories[i] == Padding));
    }

    [Fact]
    public void Epoch_TargetLikedTwice_IsNeverReadAmongTheOthers()
    {
        PreparedData data = Likes.Of(3, [(0, 0, 1), (0, 1, 2), (0, 0, 3)]);
        Batch batch = Create(Small with { History = "others", BatchSize = 3 }, data).CreateBatcher(data, seed: 1).Epoch(0).Single();

        (long[] items, long[] targets, long[] histories) = (Longs(batch, FeedNames.Items), Longs(batch, "targets"), Longs(batch, FeedNames.History));
        Assert.All(Enumerable.Range(0, histories.Length), i => Assert.NotEqual(items[targets[i / 2]], histories[i]));
    }

    [Fact]
    public void Epoch_WhatTheUserLikesBesides_IsNoNegative()
    {
        Batch batch = Create(Small, Data).CreateBatcher(Data, seed: 1).Epoch(0).Single();

        (long[] users, long[] items, long[] targets) = (Longs(batch, FeedNames.User), Longs(batch, FeedNames.Items), Longs(batch, "targets"));
        float[] masks = (float[])batch.Columns["liked"].Values;
        int[][] liked = [[0, 1, 2, 3], [0, 4]];
        Assert.All(Enumerable.Range(0, masks.Length), i =>
            Assert.Equal(liked[users[i / items.Length]].Contains((int)items[i % items.Length]) && targets[i / items.Length] != i % items.Length, masks[i] < 0));
    }

    [Fact]
    public void Epoch_HardNegatives_ShareAGenreAndAreNotLiked()
    {
        Batch batch = Create(Small with { HardNegatives = 3 }, Data).CreateBatcher(Data, seed: 1).Epoch(0).Single();

        (long[] users, long[] items, long[] targets, long[] hard) = (Longs(batch, FeedNames.User), Longs(batch, FeedNames.Items), Longs(batch, "targets"), Longs(batch, "hard"));
        Assert.Equal(3 * 6, hard.Length);
        for (int i = 0; i < hard.Length; i++)
        {
            Assert.Equal(items[targets[i / 3]] % 2, hard[i] % 2);
            Assert.DoesNotContain((int)hard[i], Data.TrainPositives.HistoryOf((int)users[i / 3]).ToArray());
        }
    }

    [Fact]
    public void CreateBatcher_HardNegativesWithoutGenres_SaysWhatToSet()
    {
        PreparedData plain = MadeData.Of(3, [[0, 1]]);
        ITrainedModel Model(int hard) => Create(Small with { HardNegatives = hard }, plain);

        Assert.Equal(
            $"models.two-tower.hardNegatives asks for items with a genre in common with the target, and of no item of {plain.Name} a genre is known; set it to 0, or, of a table of your own, name the column in $.table.items.genres.",
            Assert.Throws<InputException>(() => Model(1).CreateBatcher(plain, seed: 1)).Message);
        Assert.NotNull(Model(0).CreateBatcher(plain, seed: 1));
    }

    [Fact]
    public void Epoch_UnknownUserRateOne_AsksForNobody()
    {
        Batch batch = Create(Small with { UnknownUserRate = 1 }, Data).CreateBatcher(Data, seed: 1).Epoch(0).Single();

        Assert.All(Longs(batch, FeedNames.User), user => Assert.Equal(Data.UserCount, user));
    }

    private static long[] Longs(Batch batch, string column) => (long[])batch.Columns[column].Values;

    private static TwoTower Create(TwoTowerOptions options, PreparedData data) => new(options, data, new WeightSet(new Rng(1)));

    private static Tensors<ArrayTensor> Inputs(params (string Name, long[] Values)[] inputs) =>
        new(inputs.ToDictionary(input => input.Name, input => ArrayTensor.From(input.Values, input.Values.Length)));

    /// <summary>A set that has everything that towers read.</summary>
    private static PreparedData Known()
    {
        var events = Interactions.Create([0, 0, 1], [0, 1, 0], [5, 5, 5], [1, 2, 3], 2, 2);
        Interactions none = events.Where(_ => false);
        var catalog = new ItemCatalog(["First (1999)", "Second"], [1999, 0], ["Drama"], [[0], []]);
        var facts = new DatasetFacts("made", "none", ValueKind.Rating, new IdMap(["a", "b"]), new IdMap(["i", "j"]), catalog, new UserCatalog([30, 0], ["F", ""], ["", ""]));
        return new PreparedData(facts, new Split(events, none, none, "by hand"), 4);
    }
}
