using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Core.Data;

namespace OnnxRecs.Tests.Models;

public sealed class RatingMlpTests
{
    private static readonly RatingMlpOptions Options = new() { Dim = 4, Layers = [6, 5], Dropout = [], GateWidth = 3 };

    // Two users rate items 0, 2 and 4 from 2 to 5; nobody rates items 1, 3 and 5.
    private static readonly Interactions Train = Interactions.Create([0, 0, 0, 1, 1], [0, 2, 4, 0, 4], [5, 2, 4, 3, 4], [1, 2, 3, 1, 2], userCount: 2, itemCount: 6);

    [Fact]
    public void Outputs_AreRatingsGateAndStrengthWithinTheirBounds()
    {
        RatingMlp model = Make(Options);
        // Weights far from what they began with: the bounds hold whatever was learnt.
        foreach (Weight weight in model.Weights.Where(w => w.Kind == WeightKind.Trained))
        {
            for (int i = 0; i < weight.Values.Length; i++) weight.Values[i] += MathF.Sin(i + 1);
        }

        IReadOnlyList<ArrayTensor> outputs = Run(model, training: false);

        Assert.Equal(["ratings", "gate", "strength"], model.Outputs.Select(output => output.Name));
        Assert.Equal([[3, 6], [3, 6, 2], [3, 6]], outputs.Select(output => output.Dims));
        Assert.All(outputs[0].Values, rating => Assert.InRange(rating, 2, 5));
        Assert.All(outputs[1].Values.Chunk(2), gate => Assert.Equal(1, gate[0] + gate[1], 12));
        Assert.All(outputs[1].Values, share => Assert.InRange(share, 0, 1));
        Assert.All(outputs[2].Values, strength => Assert.InRange(strength, 0, 1));
        Assert.True(outputs[0].Values.Distinct().Count() > 10 && outputs[1].Values.Distinct().Count() > 10 && outputs[2].Values.Distinct().Count() > 10);
    }

    [Fact]
    public void Loss_IsSquaredErrorAndWeightedCrossEntropyOfTheOutputs()
    {
        RatingMlp model = Make(Options with { StrengthWeight = 0.75, UnknownUserRate = 0, UnratedItemRate = 0, BatchSize = 5 });
        var ops = new ArrayOps(training: true);
        Tensors<ArrayTensor> batch = BatchOf(model);
        IReadOnlyList<ArrayTensor> outputs = model.RunAll(ops, batch);
        (double[] values, double[] liked) = (batch["values"].Values, batch["liked"].Values);

        double loss = model.Loss(ops, batch).Values[0];

        double error = outputs[0].Values.Zip(values, (rating, value) => (rating - value) * (rating - value)).Average();
        double doubt = outputs[2].Values.Zip(liked, (strength, like) => -Math.Log(like == 1 ? strength : 1 - strength)).Average();
        Assert.Equal([0, 0, 1, 1, 1], liked.Order());
        Assert.Equal(error + 0.75 * doubt, loss, 9);
    }

    [Fact]
    public void Run_ItemsWithoutRatings_AreToldByTheirFeaturesAlone()
    {
        ArrayTensor ratings = Run(Make(Options), training: false)[0];

        // Items 1 and 3 are of 1991 and 1993, which is the same five years, item 5 is of 1995; none of them has genres.
        for (int user = 0; user < 3; user++)
        {
            Assert.Equal(ratings.Values[user * 6 + 1], ratings.Values[user * 6 + 3], 12);
            Assert.NotEqual(ratings.Values[user * 6 + 1], ratings.Values[user * 6 + 5], 6);
        }
    }

    [Fact]
    public void Run_UnknownUser_HasARowOfItsOwn()
    {
        ArrayTensor ratings = Run(Make(Options), training: false)[0];

        Assert.Equal(3, ratings.Values.Chunk(6).DistinctBy(row => row[0]).Count());
    }

    [Fact]
    public void Features_AreSharesOfGenresAndTheYears()
    {
        Weight features = Make(Options).Weights.Single(weight => weight.Name == "facts.features");

        // Two genres, the years 1990-1994 and 1995-1999, unknown years; even items have both genres, item i is of 1990 + i.
        Assert.Equal([6, 5], features.Shape);
        Assert.Equal([0.5f, 0.5f, 1, 0, 0], features.Values[..5]);
        Assert.Equal([0, 0, 1, 0, 0], features.Values[5..10]);
        Assert.Equal([0, 0, 0, 1, 0], features.Values[25..30]);
    }

    private static RatingMlp Make(RatingMlpOptions options) => new(options, Data(), new WeightSet(new Rng(1)));

    private static PreparedData Data() => new(Made.Facts(Train), new Split(Train, Train.Where(_ => false), Train.Where(_ => false), "by hand"), relevance: 4);

    private static IReadOnlyList<ArrayTensor> Run(RatingMlp model, bool training) =>
        model.RunAll(new ArrayOps(training: training), new Tensors<ArrayTensor>(new Dictionary<string, ArrayTensor>
        {
            [FeedNames.User] = ArrayTensor.From(new long[] { 0, 1, 2 }, 3),
            [FeedNames.Items] = ArrayTensor.From([.. Enumerable.Range(0, 18).Select(i => (long)(i % 6))], 3, 6),
        }));

    private static Tensors<ArrayTensor> BatchOf(RatingMlp model)
    {
        Batch batch = model.CreateBatcher(Data(), seed: 1).Epoch(0).Single();
        return new Tensors<ArrayTensor>(batch.Columns.ToDictionary(column => column.Key, column =>
        {
            int[] dims = Array.ConvertAll(column.Value.Dims, dim => (int)dim);
            return column.Value.Values is long[] indexes ? ArrayTensor.From(indexes, dims) : ArrayTensor.From((float[])column.Value.Values, dims);
        }));
    }
}
