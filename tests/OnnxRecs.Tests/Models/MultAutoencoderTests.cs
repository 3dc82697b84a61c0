using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Core.Data;

namespace OnnxRecs.Tests.Models;

/// <summary>Three items, one hidden and one latent value, so that a hand can follow.</summary>
public sealed class MultAutoencoderTests
{
    // User 0 likes items 0 and 2, user 1 item 1, user 2 nothing.
    private static readonly Interactions Train = Interactions.Create([0, 0, 1, 2], [0, 2, 1, 0], [5, 4, 4, 1], [1, 2, 1, 1], userCount: 3, itemCount: 3);

    [Fact]
    public void Run_Dae_IsWhatAHandGives()
    {
        MultDae model = Dae();
        Set(model, "encoder.weight", 1, 2, 3);
        Set(model, "encoder.bias", 0.5f);
        Set(model, "latent.weight", 2);
        Set(model, "latent.bias", 0.1f);
        Set(model, "decoder.weight", -1);
        Set(model, "decoder.bias", 0.2f);
        Set(model, "items.weight", 10, 20, 30);
        Set(model, "items.bias", 1, 2, 3);

        // Two items count 1 / sqrt(2) each; index 3 is padding.
        double[] scores = Run(model, [0, 2, 3, 3]);

        double hidden = Math.Tanh(0.2 - Math.Tanh(0.1 + 2 * Math.Tanh(0.5 + (1 + 3) / Math.Sqrt(2))));
        Assert.Equal([1 + 10 * hidden, 2 + 20 * hidden, 3 + 30 * hidden], scores, (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Run_Vae_TakesTheMeanWithoutATanh()
    {
        var model = new MultVae(new MultVaeOptions { Hidden = 1, Latent = 1, Dropout = 0 }, Data(), new WeightSet(new Rng(1)));
        Set(model, "encoder.weight", 1, 2, 3);
        Set(model, "mean.weight", 2);
        Set(model, "decoder.weight", -1);
        Set(model, "items.weight", 10, 20, 30);

        double hidden = Math.Tanh(-2 * Math.Tanh(2));
        Assert.Equal([10 * hidden, 20 * hidden, 30 * hidden], Run(model, [1, 3, 3, 3]), (a, b) => Math.Abs(a - b) < 1e-5);
    }

    [Fact]
    public void Run_EmptyHistory_SaysWhatTheBiasesSay()
    {
        MultDae model = Dae();
        Set(model, "items.bias", 1, 2, 3);

        Assert.Equal([1, 2, 3], Run(model, [3, 3, 3, 3]));
    }

    [Fact]
    public void Loss_IsTheMeanOverUsersOfAllTheirItemsUnderOneSoftmax()
    {
        MultDae model = Dae();
        Set(model, "items.weight", 0, 0, 0);
        Set(model, "items.bias", 0, (float)Math.Log(2), (float)Math.Log(5)); // shares 1/8, 2/8, 5/8

        ArrayTensor loss = model.Loss(new ArrayOps(), new Tensors<ArrayTensor>(new Dictionary<string, ArrayTensor>
        {
            [FeedNames.History] = ArrayTensor.From(new long[] { 0, 2, 1, 3 }, 2, 2),
            [FeedNames.Length] = ArrayTensor.From(new long[] { 2, 1 }, 2),
        }));

        Assert.Equal(-(Math.Log(1.0 / 8) + Math.Log(5.0 / 8) + Math.Log(2.0 / 8)) / 2, loss.Values.Single(), 6);
    }

    [Theory]
    [InlineData(5, "0,2/2 1,3/1")] // in full; user 2 likes nothing
    [InlineData(2, "0,2/2 1,3/1")]
    [InlineData(1, "0/1 1/1 2/1")] // in windows
    public void Batches_HoldWhatEachUserLikes(int maxLength, string expected)
    {
        var model = new MultDae(new MultDaeOptions { MaxLength = maxLength }, Data(), new WeightSet(new Rng(1)));

        Batch batch = model.CreateBatcher(Data(), seed: 1).Epoch(0).Single();

        long[] lengths = (long[])batch.Columns[FeedNames.Length].Values;
        IEnumerable<string> rows = ((long[])batch.Columns[FeedNames.History].Values).Chunk(Math.Min(maxLength, 2)).Select((row, i) => $"{string.Join(',', row)}/{lengths[i]}");
        Assert.Equal(expected, string.Join(' ', rows.Order(StringComparer.Ordinal)));
        Assert.Equal(lengths.Length, batch.Examples);
    }

    [Fact]
    public void Batches_LongHistory_TheNewestItemsFillWholeWindows()
    {
        Interactions five = Interactions.Create([0, 0, 0, 0, 0], [4, 3, 2, 1, 0], [5, 5, 5, 5, 5], [1, 2, 3, 4, 5], userCount: 1, itemCount: 5);
        var data = new PreparedData(Made.Facts(five), new Split(five, five.Where(_ => false), five.Where(_ => false), "by hand"), relevance: 4);
        var model = new MultDae(new MultDaeOptions { MaxLength = 2 }, data, new WeightSet(new Rng(1)));

        long[] history = (long[])model.CreateBatcher(data, seed: 1).Epoch(0).Single().Columns[FeedNames.History].Values;

        Assert.Equal(["1,0", "3,2", "4,5"], history.Chunk(2).Select(row => string.Join(',', row)).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Batches_Vae_WeightOfTheDivergenceGrowsStepByStep()
    {
        // 30 users in batches of 8: four to an epoch.
        Assert.Equal([0, 0.025f, 0.05f, 0.075f, 0.1f, 0.125f, 0.15f, 0.175f, 0.2f, 0.2f, 0.2f, 0.2f], WeightsOf(annealEpochs: 2, epochs: [0, 1, 2]), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([0.2f, 0.2f, 0.2f, 0.2f], WeightsOf(annealEpochs: 0, epochs: [0]));
    }

    private static float[] WeightsOf(int annealEpochs, int[] epochs)
    {
        PreparedData data = Checkerboard.Create();
        var model = new MultVae(new MultVaeOptions { Beta = 0.2, AnnealEpochs = annealEpochs, BatchSize = 8 }, data, new WeightSet(new Rng(1)));
        IBatcher batcher = model.CreateBatcher(data, seed: 1);
        return [.. epochs.SelectMany(batcher.Epoch).Select(batch => ((float[])batch.Columns["kl_weight"].Values).Single())];
    }

    private static MultDae Dae() => new(new MultDaeOptions { Hidden = 1, Latent = 1, Dropout = 0 }, Data(), new WeightSet(new Rng(1)));

    private static PreparedData Data() => new(Made.Facts(Train), new Split(Train, Train.Where(_ => false), Train.Where(_ => false), "by hand"), relevance: 4);

    private static void Set(IModel model, string weight, params float[] values) => values.CopyTo(model.Weights.Single(w => w.Name == weight).Values, 0);

    private static double[] Run(MultAutoencoder model, long[] history) => model.Run(new ArrayOps(), new Tensors<ArrayTensor>(new Dictionary<string, ArrayTensor>
    {
        [FeedNames.History] = ArrayTensor.From(history, 1, history.Length),
        [FeedNames.Length] = ArrayTensor.From(new long[] { history.Count(item => item < 3) }, 1),
        [FeedNames.Items] = ArrayTensor.From(new long[] { 0, 1, 2 }, 1, 3),
    })).Values;
}
