using OnnxRecs.Pipeline;
using OnnxRecs.Rank;

namespace OnnxRecs.Tests.Rank;

public class BlendRankerTests
{
    private static readonly Query Query = new(0, [], [], 10);

    private static ScoredItems List(params int[] items) => new(items, new float[items.Length]);

    [Fact]
    public void Apply_SumsStandardisedScoresByWeight()
    {
        // By the first 0, 10, 20, 30 with mean 10 and deviation 10; by the second 3, 2, 1, 0 with mean 1 and deviation 1.
        var blend = new BlendRanker("both", [
            new BlendPart(new ByFunction(item => 10 * item), 0.5, new ScoreScale(10, 10)),
            new BlendPart(new ByFunction(item => 3 - item), 2, new ScoreScale(1, 1))]);

        ScoredItems ranked = blend.Apply(Query, List(3, 1, 0, 2));

        // .5 * (-1, 0, 1, 2) + 2 * (2, 1, 0, -1)
        Assert.Equal([0, 1, 2, 3], ranked.Items);
        Assert.Equal([3.5f, 2f, 0.5f, -1f], ranked.Scores);
    }

    [Fact]
    public void Apply_OtherCandidates_ChangeNoScore()
    {
        var blend = new BlendRanker("both", [new BlendPart(new ByFunction(item => item % 5), 1, new ScoreScale(2, 1.4)), new BlendPart(new ByFunction(item => item * item), 1, new ScoreScale(9, 3))]);

        ScoredItems[] ranked = blend.Apply([Query, Query, Query], [List(7), List(1, 7, 3), List(7, 9, 2, 0)]);

        float alone = ranked[0].Scores[0];
        Assert.All(ranked, list => Assert.Equal(alone, list.Scores[Array.IndexOf(list.Items, 7)]));
    }

    [Fact]
    public void Apply_EqualSums_AreOrderedByTheLowerIndex()
    {
        var blend = new BlendRanker("both", [new BlendPart(new ByFunction(_ => 1), 1, new ScoreScale(0, 1))]);
        Assert.Equal([2, 5, 8], blend.Apply(Query, List(8, 2, 5)).Items);
    }

    [Fact]
    public void Constructor_NoPartsOrNoWeight_Throws()
    {
        Assert.Throws<ArgumentException>(() => new BlendRanker("none", []));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlendRanker("zero", [new BlendPart(new ByFunction(_ => 1), 0, new ScoreScale(0, 1))]));
    }

    [Fact]
    public void ScaleOf_Lists_IsMeanAndDeviation()
    {
        // 1, 3, 5, 7: mean 4, squares 9 + 1 + 1 + 9 = 20, deviation sqrt(20 / 4)
        var scale = ScoreScale.Of("gru", [new ScoredItems([0, 1], [7, 3]), new ScoredItems([], []), new ScoredItems([2, 5], [5, 1])]);
        Assert.Equal(4, scale.Mean, 12);
        Assert.Equal(Math.Sqrt(5), scale.Deviation, 12);
        Assert.Equal(1, ScoreScale.Of("gru", [new ScoredItems([0, 1], [2, 2])]).Deviation);
        Assert.Contains("gru", Assert.Throws<InvalidDataException>(() => ScoreScale.Of("gru", [new ScoredItems([0], [float.PositiveInfinity])])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Scale_WrittenAndRead_IsTheSame()
    {
        var figures = new Dictionary<string, double>();
        new ScoreScale(1.5, 0.25).Write(figures, "gru");
        Assert.Equal(new ScoreScale(1.5, 0.25), ScoreScale.Read(figures, "gru", "rank"));
        Assert.Contains("run `onnxrecs rank` again", Assert.Throws<InvalidDataException>(() => ScoreScale.Read(figures, "ease", "rank")).Message, StringComparison.Ordinal);
    }
}
