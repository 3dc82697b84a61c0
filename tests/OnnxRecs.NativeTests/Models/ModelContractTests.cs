using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Tests.Models;
using OnnxRecs.Train;

namespace OnnxRecs.NativeTests.Models;

/// <summary>What every model of the catalogue must do. A new model is in it by its line in <see cref="SmallModels"/>.</summary>
[Collection(TrainedModels.Collection)]
public sealed class ModelContractTests(TrainedModels models)
{
    public static TheoryData<string> All => [.. ModelCatalog.Entries.Select(entry => entry.Name)];

    /// <summary>Those that find items that a user has not met and others do not like.</summary>
    public static TheoryData<string> Personalised => [.. ModelCatalog.Entries.Select(entry => entry.Name).Where(name => !IsCounted(name) && name != "random")];

    public static TheoryData<string> Rankers => [.. ModelCatalog.Entries.Where(entry => entry.Role == ModelRole.Ranker).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Personalised))]
    public void Trained_WithheldItem_ComesFirstAmongTheUnseen(string model)
    {
        Query[] queries = [.. Enumerable.Range(0, Checkerboard.Size).Select(user => models.DataOf(model).QueryOf(user, Phase.Test, 1))];

        float[][] scores = models.Score(model, "onnx", queries);

        // By chance it would be first for one user in sixteen, or nine where stars were given to the other colour.
        int[] missed = [.. queries.Where(query => BestUnseen(scores[query.User], query.Seen) != query.User).Select(query => query.User)];
        Assert.True(missed.Length <= Checkerboard.Size / 10, $"Not first for users {string.Join(", ", missed)}.");
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Score_OddQueries_AreFinite(string model) =>
        Assert.All(models.Score(model, "onnx", OddQueries()), scores => Assert.All(scores, score => Assert.True(float.IsFinite(score), $"{score}")));

    [Theory]
    [MemberData(nameof(All))]
    public void Score_Batch_EqualsSingle(string model)
    {
        Query[] queries = [.. OddQueries(), models.DataOf(model).QueryOf(3, Phase.Test, 1)];

        float[][] together = models.Score(model, "onnx", queries);

        for (int i = 0; i < queries.Length; i++) AssertClose(models.Score(model, "onnx", queries[i])[0], together[i], 1e-5f);
    }

    /// <summary>What a ranker says of an item must not depend on which other items it is asked about.</summary>
    [Theory]
    [MemberData(nameof(Rankers))]
    public void Rank_OtherCandidates_ChangeNoScore(string model)
    {
        var ranker = new ModelRanker(models.Graphs(model, "onnx")["model"], model);
        int[] all = [.. Enumerable.Range(0, Checkerboard.Size)];
        foreach (Query query in OddQueries())
        {
            ScoredItems together = ranker.Apply(query, new ScoredItems(all, new float[all.Length]));
            foreach (int[] some in (int[][])[[11], [3, 11], [14, 2, 11, 7, 9]])
            {
                ScoredItems apart = ranker.Apply(query, new ScoredItems(some, new float[some.Length]));
                AssertClose(Array.ConvertAll(some, item => ScoreOf(together, item)), Array.ConvertAll(some, item => ScoreOf(apart, item)), 1e-6f);
            }
        }

        static float ScoreOf(ScoredItems list, int item) => list.Scores[Array.IndexOf(list.Items, item)];
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Score_AllOpSets_Agree(string model)
    {
        Query[] queries = [.. OddQueries(), .. Enumerable.Range(0, 5).Select(user => models.DataOf(model).QueryOf(user, Phase.Test, 1))];

        float[][] reference = models.Score(model, "arrays", queries);

        foreach (string ops in (string[])["torch", "onnx"])
        {
            float[][] scores = models.Score(model, ops, queries);
            for (int i = 0; i < queries.Length; i++) AssertClose(reference[i], scores[i], 1e-4f);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Run_EveryOutputOfEveryGraph_AgreesInAllOpSets(string model)
    {
        foreach ((string graph, IModelRunner reference) in models.Graphs(model, "arrays"))
        {
            foreach (string ops in (string[])["torch", "onnx"])
                Assert.InRange(ParityGate.Check($"{model} ({graph}) in {ops}", reference, models.Graphs(model, ops)[graph], seed: 1), 0, Agreement.Tolerance);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Create_SameSeed_SameWeightsAndOtherSeedOthers(string model)
    {
        float[][] WeightsOf(ulong seed) =>
            [.. ModelCatalog.Create(ModelCatalog.Find(model), SmallModels.Options[model], models.DataOf(model), seed).Weights.Select(weight => weight.Values)];

        Assert.Equal(WeightsOf(1), WeightsOf(1));
        if (!IsCounted(model) && !IsFitted(model)) Assert.NotEqual(WeightsOf(1), WeightsOf(2));
    }

    /// <summary>Counted from the data, without randomness.</summary>
    private static bool IsCounted(string model) => model is "popular" or "popular-recent" or "personal-top" or "bias";

    /// <summary>Begins with zeros.</summary>
    private static bool IsFitted(string model) => SmallModels.Fitted.Contains(model);

    /// <summary>Nobody known and nothing liked; one item; as much as a model reads, and more; known and unknown users.</summary>
    private static Query[] OddQueries()
    {
        int[] many = [.. Enumerable.Range(0, 25)];
        int[][] histories = [[], [4], many[..6], many];
        return [.. histories.SelectMany(history => new[] { new Query(Query.UnknownUser, history, history, 1), new Query(7, history, history, 1) })];
    }

    private static int BestUnseen(float[] scores, int[] seen) =>
        Enumerable.Range(0, scores.Length).Except(seen).MaxBy(item => scores[item]);

    private static void AssertClose(float[] expected, float[] actual, float tolerance)
    {
        for (int i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * Math.Max(1, Math.Abs(expected[i])), $"Item {i}: expected {expected[i]}, got {actual[i]}.");
    }
}
