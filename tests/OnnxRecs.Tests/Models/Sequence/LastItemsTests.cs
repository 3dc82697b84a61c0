using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Models.Sequence;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Candidates.Sources;

namespace OnnxRecs.Tests.Models.Sequence;

/// <summary>Models that read the last items at fixed places, with one-dimensional vectors: item i has i + 1, padding 10.</summary>
public sealed class LastItemsTests
{
    private const int Padding = 4;

    // User 0 liked 0, 1, 2, 3; user 1 only 3.
    private static readonly PreparedData Data = Likes.Of(Padding, [(0, 0, 1), (0, 1, 2), (0, 2, 3), (0, 3, 4), (1, 3, 5)]);

    [Fact]
    public void MlpSequence_Score_WeighsEachPlace()
    {
        var weights = new WeightSet(new Rng(1));
        var model = new MlpSequence(new MlpSequenceOptions { Dim = 1, MaxLength = 2, Layers = [], Dropout = 0 }, Data, weights);
        Set(weights, "items", 1, 2, 3, 4, 10);
        Set(weights, "mlp.0.weight", 1, 100);
        Set(weights, "mlp.0.bias", 5);

        // 1 * 1 + 100 * 2 + 5, times the item's own vector; padding comes before a single item: 1 * 10 + 100 * 3 + 5.
        Assert.Equal([206, 824], Score(model, [0, 1]));
        Assert.Equal([315, 1260], Score(model, [2]));
        Assert.Equal([0, 0], Score(model, []));
    }

    [Fact]
    public void Caser_Score_IsWorkedByHand()
    {
        var weights = new WeightSet(new Rng(1));
        var model = new Caser(new CaserOptions { Dim = 1, MaxLength = 2, Horizontal = 1, Vertical = 1, Dropout = 0 }, Data, weights);
        Set(weights, "items", 1, 2, 3, 4, 10);
        Set(weights, "vertical", 0.5f, 0.25f);
        Set(weights, "horizontal.1.weight", 2);
        Set(weights, "horizontal.1.bias", -1);
        Set(weights, "horizontal.2.weight", 1, -1);
        Set(weights, "joined.0.weight", 1, 10, 100);
        Set(weights, "joined.0.bias", 0.5f);

        // Vertical .5 * 1 + .25 * 2 = 1; of one item max(2 * 1 - 1, 2 * 2 - 1) = 3; of two max(1 - 2, 0) = 0; together 1 + 30 + 0 + .5.
        Assert.Equal([31.5, 126], Score(model, [0, 1]));
        // Padding and item 2: 5.75; max(19, 5) = 19; 10 - 3 = 7; together 5.75 + 190 + 700 + .5.
        Assert.Equal([896.25, 3585], Score(model, [2]));
    }

    [Fact]
    public void Score_TogetherWithLongerHistory_ReadsTheSamePlaces()
    {
        var model = new MlpSequence(new MlpSequenceOptions { Dim = 3, MaxLength = 4, Dropout = 0 }, Data, new WeightSet(new Rng(1)));

        double[] together = Run(model, [1, Padding, Padding, 2, 0, 3], 2, [1, 3], [0, 3, 0, 3]);

        Assert.Equal([.. Score(model, [1]), .. Score(model, [2, 0, 3])], together);
    }

    [Fact]
    public void Epoch_EachLikedItemButAUsersFirst_IsATargetAfterThoseBeforeIt()
    {
        var model = new Caser(new CaserOptions { Dim = 1, MaxLength = 2, Ahead = 2, BatchSize = 10 }, Data, new WeightSet(new Rng(1)));

        Batch batch = model.CreateBatcher(Data, seed: 1).Epoch(0).Single();

        long[] Column(string name) => (long[])batch.Columns[name].Values;
        (long[] history, long[] lengths, long[] positions, long[] targets) = (Column(FeedNames.History), Column(FeedNames.Length), Column(NextItemLoss.Positions), Column(NextItemLoss.Targets));
        string[] examples = [.. Enumerable.Range(0, batch.Examples).Select(row =>
            $"{string.Join(' ', history[(2 * row)..(2 * row + 2)])} ({lengths[row]}) -> {string.Join(' ', targets.Where((_, i) => positions[i] == row))}")];
        Assert.Equal(["0 1 (2) -> 2 3", "0 4 (1) -> 1 2", "1 2 (2) -> 3"], examples.Order(StringComparer.Ordinal));
    }

    private static void Set(WeightSet weights, string name, params float[] values)
    {
        float[] target = weights.All.Single(weight => weight.Name == name).Values;
        Assert.Equal(values.Length, target.Length);
        values.CopyTo(target, 0);
    }

    /// <summary>Scores of items 0 and 3.</summary>
    private static double[] Score(RankerModel model, long[] history) => Run(model, history.Length == 0 ? [Padding] : history, 1, [history.Length], [0, 3]);

    private static double[] Run(RankerModel model, long[] history, int rows, long[] lengths, long[] items) => model.Run(new ArrayOps(), new Tensors<ArrayTensor>(new Dictionary<string, ArrayTensor>
    {
        [FeedNames.History] = ArrayTensor.From(history, rows, history.Length / rows),
        [FeedNames.Length] = ArrayTensor.From(lengths, rows),
        [FeedNames.Items] = ArrayTensor.From(items, rows, items.Length / rows),
    })).Values;
}
