using Google.Protobuf;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Sources;
using OnnxRecs.Cli;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.NativeTests.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx;
using OnnxRecs.Onnx.Bundle;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Rank.Rerank;
using OnnxRecs.Runtime;
using OnnxRecs.Tests.Models;

namespace OnnxRecs.NativeTests.Bundle;

/// <summary>The whole chain in one graph beside the parts of C#, item by item.</summary>
[Collection(TrainedModels.Collection)]
public sealed class BundleTests(TrainedModels models)
{
    private const string Unknown = "no such item";
    private const float Tolerance = 1e-5f;

    public static TheoryData<string> Rankers => [.. ModelCatalog.Entries.Where(entry => entry.Role == ModelRole.Ranker).Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Rankers))]
    public void Recommend_AnyRanker_GivesTheListsOfTheChain(string ranker) => Compare("two-tower", ranker, candidates: 20, numbers: false, requests: 60);

    [Theory]
    [InlineData("gru", 20, true)]
    [InlineData("gru", 1000, false)]
    [InlineData("sasrec", 20, true)]
    [InlineData("sasrec", 1000, false)]
    [InlineData("neumf", 20, true)]
    [InlineData("neumf", 1, false)]
    public void Recommend_ManyRequests_GivesTheListsOfTheChain(string ranker, int candidates, bool numbers) => Compare("two-tower", ranker, candidates, numbers, requests: 500);

    [Fact]
    public void Recommend_TowerThatReadsNoHistory_GivesTheListsOfTheChain() => Compare("deep-embedding", "gru", candidates: 20, numbers: true, requests: 60);

    [Theory]
    [InlineData("gru", "neumf")]
    [InlineData("sasrec", "gru")]
    [InlineData("gru", "gru")]
    [InlineData("caser", "popular")]
    public void Recommend_StateOfARanker_RetrievesWhatItScoresHighest(string retrieval, string ranker) => Compare(retrieval, ranker, candidates: 7, numbers: true, requests: 200);

    [Fact]
    public void Compose_RankerThatRetrieves_IsThereOnce()
    {
        long both = Compose("gru", "gru", 20, numbers: true).CalculateSize(), other = Compose("gru", "gru4rec", 20, numbers: true).CalculateSize();

        Assert.InRange(both, 0, other - Checkerboard.Size * 16 * sizeof(float));
    }

    [Theory]
    [InlineData("neumf")]
    [InlineData("popular")]
    [InlineData("bpr-mf")]
    public void StateVector_OfOtherRankers_IsNone(string ranker) => Assert.Null(StateVector.Of(Part(ranker, "model"), Checkerboard.Size));

    [Fact]
    public void Recommend_StageScores_AreThoseOfTheStages()
    {
        using BundleModel bundle = Open("two-tower", "gru", candidates: 20, numbers: true);
        PreparedData data = models.DataOf("two-tower");
        VectorTable vectors = Vectors("two-tower");
        using var index = new ExactIndex(vectors);
        var query = new Query(Query.UnknownUser, [4, 8, 3], [4, 8, 3, 5], 10);

        BundleAnswer answer = bundle.Recommend(new BundleRequest(["4", "8", "3"], ["5"], 10, 0.3f, 0.7f));

        ScoredItems found = new TwoTowerSource(models.Graphs("two-tower", "onnx")["user"], index).Find(query with { Count = 20 });
        ScoredItems ranked = new ModelRanker(models.Graphs("gru", "onnx")["model"]).Apply(query, found);
        ScoredItems penalised = new PopularityPenalty(data.TrainPositives.CountsOfItems(), 0.3f).Apply(query, ranked);
        int[] items = Array.ConvertAll(answer.Ids, data.Items.IndexOf);
        Assert.Equal(10, items.Length);
        Near(ScoresOf(found, items), answer.RetrievalScores);
        Near(ScoresOf(ranked, items), answer.RankerScores);
        Near(ScoresOf(penalised, items), answer.PenalisedScores);
    }

    [Theory]
    [InlineData(true, "-7")]
    [InlineData(false, Unknown)]
    public void Recommend_UnknownIds_AreIgnored(bool numbers, string unknown)
    {
        using BundleModel bundle = Open("two-tower", "gru", candidates: 20, numbers);

        BundleAnswer without = bundle.Recommend(new BundleRequest(["4", "8"], ["5"], 10, 0.1f, 0.8f));
        BundleAnswer with = bundle.Recommend(new BundleRequest([unknown, "4", unknown, "8", unknown], [unknown, "5"], 10, 0.1f, 0.8f));

        Assert.Equal(without.Ids, with.Ids);
        Assert.Equal(without.Scores, with.Scores);
    }

    [Fact]
    public void Recommend_NoKnownHistory_GivesWhatIsPopular()
    {
        using BundleModel bundle = Open("two-tower", "gru", candidates: 1000, numbers: false);
        PreparedData data = models.DataOf("two-tower");
        int[] counts = data.TrainPositives.CountsOfItems();
        string[] popular = [.. Enumerable.Range(0, counts.Length).Where(item => counts[item] > 0 && item != 3).OrderByDescending(item => counts[item]).ThenBy(item => item).Select(item => data.Items[item])];

        foreach (string[] history in (string[][])[[], [Unknown, "another"]])
        {
            BundleAnswer answer = bundle.Recommend(new BundleRequest(history, ["3"], 7, Alpha: 1, Lambda: 0));
            Assert.Equal(popular[..7], answer.Ids);
            Assert.Equal(popular[..7].Select(id => (float)counts[data.Items.IndexOf(id)]), answer.RankerScores);
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(-3, 0)]
    [InlineData(long.MinValue, 0)]
    [InlineData(5, 5)]
    [InlineData(21, 20)]
    [InlineData(long.MaxValue, 20)]
    public void Recommend_Count_IsBroughtToWhatThereIs(long count, int expected)
    {
        using BundleModel bundle = Open("two-tower", "neumf", candidates: 20, numbers: true);

        Assert.Equal(expected, bundle.Recommend(new BundleRequest(["1"], [], count, 0.1f, 0.8f)).Ids.Length);
        Assert.Empty(bundle.Recommend(new BundleRequest(["1"], [.. models.DataOf("neumf").Items.Ids], count, 0.1f, 0.8f)).Ids);
        Assert.Empty(bundle.Recommend(new BundleRequest([], [.. models.DataOf("neumf").Items.Ids], count, 0.1f, 0.8f)).Ids);
    }

    [Fact]
    public void Recommend_WeightsOutOfRange_AreBroughtIntoIt()
    {
        using BundleModel bundle = Open("two-tower", "neumf", candidates: 20, numbers: true);
        BundleAnswer Ask(float alpha, float lambda) => bundle.Recommend(new BundleRequest(["1", "9"], [], 10, alpha, lambda));

        Assert.Equal(Ask(0, 1).Scores, Ask(-2, 7).Scores);
        Assert.Equal(Ask(0, 0).Scores, Ask(0, -1).Scores);
        Assert.Equal(Ask(0, 0).Scores, Ask(float.NaN, float.NaN).Scores);
        Assert.Equal(Ask(1e6f, 1).Ids, Ask(float.PositiveInfinity, float.PositiveInfinity).Ids);
    }

    [Fact]
    public void Recommend_IdsThatAreNoNumbers_AreRefusedWhereTheBundleHasNumbers()
    {
        using BundleModel bundle = Open("two-tower", "neumf", candidates: 20, numbers: true);

        Assert.Throws<ArgumentException>(() => bundle.Recommend(new BundleRequest(["one"], [], 3, 0, 1)));
    }

    [Fact]
    public void Open_AnotherModel_IsNoBundle() =>
        Assert.StartsWith("This is no bundle: it has ", Assert.Throws<InvalidDataException>(() => new BundleModel(File.ReadAllBytes(models.PathOf("gru", "model")))).Message, StringComparison.Ordinal);

    [Fact]
    public void Recommend_GraphThatFailsWhenItRuns_IsInvalidData()
    {
        ModelProto onnx = Compose("two-tower", "gru", 20, numbers: true);
        // Unknown ids become an index that no table has.
        foreach (AttributeProto attribute in onnx.Graph.Node.Single(node => node.OpType == "LabelEncoder").Attribute.Where(attribute => attribute.Name == "default_int64")) attribute.I = -100_000;
        using var bundle = new BundleModel(onnx.ToByteArray());

        var error = Assert.Throws<InvalidDataException>(() => bundle.Recommend(new BundleRequest(["4", "-7"], [], 3, 0, 1)));

        Assert.StartsWith("The bundle cannot be run: ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_RightBundle_Passes()
    {
        using BundleModel bundle = Open("two-tower", "gru", candidates: 20, numbers: false);
        BundleChain chain = Chain("two-tower", "gru", candidates: 20);
        PreparedData data = models.DataOf("two-tower");

        BundleAgreement agreement = BundleGate.Check(bundle, chain, data, BundleGate.Requests(data, 10, 0.1f, 0.8f, Unknown));

        Assert.Equal(Checkerboard.Size + 25, agreement.Lists);
        Assert.Equal(agreement.Lists, agreement.Equal);
        Assert.InRange(agreement.Difference, 0, Tolerance);
    }

    [Fact]
    public void Gate_ItemsThatTieButForRounding_PassesThem()
    {
        // Of two factors, so that items of a colour are hardly different.
        using BundleModel bundle = Open("pure-svd", "ials", candidates: 20, numbers: false);
        PreparedData data = models.DataOf("pure-svd");

        BundleAgreement agreement = BundleGate.Check(bundle, Chain("pure-svd", "ials", candidates: 20), data, BundleGate.Requests(data, 10, 0.1f, 0.8f, Unknown));

        Assert.InRange(agreement.Equal, 1, agreement.Lists);
    }

    [Fact]
    public void Gate_BundleOfAnotherRanker_Fails()
    {
        using BundleModel bundle = Open("two-tower", "sasrec", candidates: 20, numbers: false);
        BundleChain chain = Chain("two-tower", "gru", candidates: 20);
        PreparedData data = models.DataOf("two-tower");

        var error = Assert.Throws<InvalidOperationException>(() => BundleGate.Check(bundle, chain, data, BundleGate.Requests(data, 10, 0.1f, 0.8f, Unknown)));

        Assert.EndsWith("is expected. Nothing was written.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Gate_BundleOfFewerCandidates_Fails()
    {
        using BundleModel bundle = Open("two-tower", "gru", candidates: 5, numbers: false);
        BundleChain chain = Chain("two-tower", "gru", candidates: 20);
        PreparedData data = models.DataOf("two-tower");

        Assert.Throws<InvalidOperationException>(() => BundleGate.Check(bundle, chain, data, BundleGate.Requests(data, 10, 0.1f, 0.8f, Unknown)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gate_PermutedIds_Fails(bool tiedByScore)
    {
        using BundleModel bundle = Open("two-tower", "gru", candidates: 20, numbers: false);
        PreparedData data = models.DataOf("two-tower");
        BundleAnswer Permuted(BundleRequest request)
        {
            BundleAnswer answer = bundle.Recommend(request);
            // Other items under the scores of the right ones, within the list or from anywhere.
            return answer with { Ids = tiedByScore ? [.. answer.Ids.Reverse()] : Array.ConvertAll(answer.Ids, id => data.Items[(data.Items.IndexOf(id) + 1) % data.ItemCount]) };
        }

        var error = Assert.Throws<InvalidOperationException>(() =>
            BundleGate.Check(Permuted, Chain("two-tower", "gru", candidates: 20), data, BundleGate.Requests(data, 10, 0.1f, 0.8f, Unknown)));

        Assert.EndsWith("is expected. Nothing was written.", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Gate_ScoresOfAnotherStep_Fails(int step)
    {
        using BundleModel bundle = Open("two-tower", "gru", candidates: 20, numbers: false);
        PreparedData data = models.DataOf("two-tower");
        BundleAnswer Moved(BundleRequest request)
        {
            BundleAnswer answer = bundle.Recommend(request);
            float[] Off(float[] scores) => Array.ConvertAll(scores, score => score + Math.Max(1, Math.Abs(score)) * 1e-3f);
            return step switch
            {
                0 => answer with { RetrievalScores = Off(answer.RetrievalScores) },
                1 => answer with { RankerScores = Off(answer.RankerScores) },
                _ => answer with { PenalisedScores = Off(answer.PenalisedScores) },
            };
        }

        Assert.Throws<InvalidOperationException>(() => BundleGate.Check(Moved, Chain("two-tower", "gru", candidates: 20), data, BundleGate.Requests(data, 10, 0.1f, 0.8f, Unknown)));
    }

    [Fact]
    public void Gate_ListThatPartsAtATie_IsFollowed()
    {
        using BundleModel bundle = Open("two-tower", "popular", candidates: 20, numbers: false);
        PreparedData data = models.DataOf("two-tower");
        BundleChain chain = Chain("two-tower", "popular", candidates: 20);
        // By relevance alone, and all items of the checkerboard are about as popular.
        BundleRequest request = new(["4", "8"], [], 10, 0, 1);
        BundleSteps steps = chain.StepsFor(request);
        int tie = Enumerable.Range(0, 9).First(place => steps.List.Scores[place] == steps.List.Scores[place + 1]);
        BundleAnswer Swapped(BundleRequest asked)
        {
            BundleAnswer answer = bundle.Recommend(asked);
            foreach (Array each in (Array[])[answer.Ids, answer.RetrievalScores]) Swap(each);
            return answer;
        }
        void Swap(Array values)
        {
            object? first = values.GetValue(tie);
            values.SetValue(values.GetValue(tie + 1), tie);
            values.SetValue(first, tie + 1);
        }

        BundleAgreement agreement = BundleGate.Check(Swapped, chain, data, [request]);

        Assert.Equal((1, 0), (agreement.Lists, agreement.Equal));
    }

    [Fact]
    public void Requests_FirstUserWithoutLikes_HaveTheEdgesOfTheNext()
    {
        PreparedData data = models.DataOf("two-tower");
        int first = data.UsersWithTargets(Phase.Test)[0];

        BundleRequest[] all = [.. BundleGate.Requests(data, 10, 0.1f, 0.8f, Unknown)], without = [.. BundleGate.Requests(WithoutLikes(data, [first]), 10, 0.1f, 0.8f, Unknown)];
        BundleRequest[] nobody = [.. BundleGate.Requests(WithoutLikes(data, data.UsersWithTargets(Phase.Test)), 10, 0.1f, 0.8f, Unknown)];

        Assert.Equal((all.Length, all.Length), (without.Length, nobody.Length));
        Assert.Empty(without[0].History);
        Assert.Contains(without, request => request.History.Length == 1 && request.Banned.Length == data.ItemCount);
        Assert.Contains(nobody, request => request.History.SequenceEqual([data.Items[0]]) && request.Banned.Length == data.ItemCount);
    }

    /// <summary>The same, but what these users met before the test is gone, as with a split by time.</summary>
    private static PreparedData WithoutLikes(PreparedData data, int[] users)
    {
        Interactions Without(Interactions events) => events.Where(i => !users.Contains(events.Users[i]));
        return new PreparedData(data.Facts, data.Split with { Train = Without(data.Split.Train), Validation = Without(data.Split.Validation) }, data.Relevance);
    }

    private void Compare(string retrieval, string ranker, int candidates, bool numbers, int requests)
    {
        using BundleModel bundle = Open(retrieval, ranker, candidates, numbers);
        BundleChain chain = Chain(retrieval, ranker, candidates);
        IdMap ids = models.DataOf(retrieval).Items;
        foreach (BundleRequest request in Draw(requests, numbers ? "-1" : Unknown))
        {
            BundleAnswer answer = bundle.Recommend(request);

            ScoredItems expected = chain.For(request);
            Assert.Equal(expected.Items.Select(item => ids[item]), answer.Ids);
            Near(expected.Scores, answer.Scores);
        }
    }

    /// <summary>Histories of 0 to 20 items, the models read six: repeated and unknown ids among them; k and weights with their edges.</summary>
    private static IEnumerable<BundleRequest> Draw(int count, string unknown)
    {
        var rng = new Rng(5);
        string Id() => rng.NextInt(8) == 0 ? unknown : $"{rng.NextInt(Checkerboard.Size)}";
        for (int i = 0; i < count; i++)
        {
            yield return new BundleRequest(
                [.. Enumerable.Range(0, rng.NextInt(20)).Select(_ => Id())], [.. Enumerable.Range(0, rng.NextInt(10)).Select(_ => Id())],
                ((long[])[-1, 0, 1, 5, 10, 20, 1000])[rng.NextInt(7)], ((float[])[0, 0.1f, 0.5f, 1])[rng.NextInt(4)], ((float[])[0, 0.3f, 0.8f, 1])[rng.NextInt(4)]);
        }
    }

    private VectorTable Vectors(string retrieval) => Retrieval(retrieval).Vectors;

    /// <summary>User vector and table of a model with towers or a state.</summary>
    private (BundlePart User, VectorTable Vectors) Retrieval(string model) => models.Graphs(model, "onnx").ContainsKey("model")
        ? StateVector.Of(Part(model, "model"), Checkerboard.Size)!.Value
        : (Part(model, "user"), CatalogScorer.ItemVectors(models.Graphs(model, "onnx")["item"], Checkerboard.Size));

    private BundleChain Chain(string retrieval, string ranker, int candidates)
    {
        CatalogScorer scorer = CatalogScorer.Of(models.Graphs(retrieval, "onnx"), Checkerboard.Size);
        ICandidateSource source = models.Graphs(retrieval, "onnx").TryGetValue("user", out IModelRunner? tower)
            ? new TwoTowerSource(tower, new ExactIndex(Vectors(retrieval)))
            : new CatalogueSource(Checkerboard.Size, (query, scores) => scorer.Score([query], scores));
        return new BundleChain(models.DataOf(retrieval), source, Vectors(retrieval), models.Graphs(ranker, "onnx")["model"], candidates);
    }

    private BundleModel Open(string retrieval, string ranker, int candidates, bool numbers) => new(Compose(retrieval, ranker, candidates, numbers).ToByteArray());

    private ModelProto Compose(string retrieval, string ranker, int candidates, bool numbers)
    {
        PreparedData data = models.DataOf(retrieval);
        (BundlePart user, VectorTable vectors) = Retrieval(retrieval);
        return BundleGraph.Compose(new BundleParts(data.Items, numbers, data.TrainPositives.CountsOfItems(), vectors, user, Part(ranker, "model"), candidates), []);
    }

    private BundlePart Part(string model, string graph)
    {
        IModelRunner runner = models.Graphs(model, "onnx")[graph];
        return new BundlePart(OnnxImport.Read(models.PathOf(model, graph)), runner.Inputs, runner.Output.Name);
    }

    private static float[] ScoresOf(ScoredItems list, int[] items) => Array.ConvertAll(items, item => list.Scores[Array.IndexOf(list.Items, item)]);

    private static void Near(float[] expected, float[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < expected.Length; i++) Assert.InRange(Agreement.Difference(expected[i], actual[i], scale: 1), 0, Tolerance);
    }
}
