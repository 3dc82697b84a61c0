using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Models;

public sealed class NeuMfTests
{
    private static readonly PreparedData Data = Checkerboard.Create();

    [Theory]
    [InlineData(0.5)]
    [InlineData(0.3)]
    [InlineData(1.0)]
    public void TakeParts_ScoresAreTheWeightedSumOfThePartsScores(double alpha)
    {
        var gmf = new Gmf(new GmfOptions { Factors = 3 }, Data, new WeightSet(new Rng(1)));
        var mlp = new NcfMlp(new NcfMlpOptions { Layers = [6, 4] }, Data, new WeightSet(new Rng(2)));
        Shift(gmf, 0.25f);
        Shift(mlp, -0.5f);
        var neumf = new NeuMf(new NeuMfOptions { Factors = 3, Layers = [6, 4], Alpha = alpha }, Data, new WeightSet(new Rng(3)));

        neumf.TakeParts(PartsOf(("gmf", gmf), ("mlp", mlp)));

        double[] ofGmf = Scores(gmf), ofMlp = Scores(mlp), joined = Scores(neumf);
        for (int i = 0; i < joined.Length; i++) Assert.Equal(alpha * ofGmf[i] + (1 - alpha) * ofMlp[i], joined[i], 1e-6);
    }

    [Fact]
    public void TakeParts_OfAnotherShape_SaysWhatToTrainAgain()
    {
        var gmf = new Gmf(new GmfOptions { Factors = 2 }, Data, new WeightSet(new Rng(1)));
        var mlp = new NcfMlp(new NcfMlpOptions { Layers = [6, 4] }, Data, new WeightSet(new Rng(2)));
        var neumf = new NeuMf(new NeuMfOptions { Factors = 3, Layers = [6, 4] }, Data, new WeightSet(new Rng(3)));

        // 31 users, the unknown one among them.
        Assert.Equal(
            "neumf begins with gmf.users of 93 values, and there are 62: run `onnxrecs train gmf` again with the settings that neumf has.",
            Assert.Throws<InputException>(() => neumf.TakeParts(PartsOf(("gmf", gmf), ("mlp", mlp)))).Message);
    }

    [Fact]
    public void TakeParts_OfAModelWithoutParts_IsRefused()
    {
        ITrainedModel gmf = new Gmf(new GmfOptions(), Data, new WeightSet(new Rng(1)));

        Assert.Throws<NotSupportedException>(() => gmf.TakeParts(PartsOf()));
    }

    /// <summary>The output's bias begins at 0, where a wrong weight of it would not show.</summary>
    private static void Shift(IModel model, float bias) => model.Weights.Single(weight => weight.Name == "out.bias").Values[0] = bias;

    private static PartWeights PartsOf(params (string Name, IModel Model)[] parts) =>
        new("neumf", parts.SelectMany(part => part.Model.Weights.Select(weight => ($"{part.Name}.{weight.Name}", weight.Values))).ToDictionary());

    /// <summary>Of all items for some users, the unknown one among them.</summary>
    private static double[] Scores(NcfModel model)
    {
        long[] users = [0, 7, Data.UserCount];
        long[] items = [.. users.SelectMany(_ => Enumerable.Range(0, Data.ItemCount).Select(item => (long)item))];
        return model.Run(new ArrayOps(), new Tensors<ArrayTensor>(new Dictionary<string, ArrayTensor>
        {
            [FeedNames.User] = ArrayTensor.From(users, users.Length),
            [FeedNames.Items] = ArrayTensor.From(items, users.Length, Data.ItemCount),
        })).Values;
    }
}
