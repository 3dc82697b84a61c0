using FsCheck.Fluent;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;
using OnnxRecs.Rank.Rerank.Terms;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Rank.Rerank.Terms;

public class MmrTermTests
{
    // 0 and 1 point the same way, 2 is at a right angle, 3 is opposite to 0, 4 is zero.
    private static readonly VectorTable Vectors = new([1, 0, 5, 0, 0, 2, -1, 0, 0, 0], 2);

    private static ScoredItems Apply(double lambda, int count, int[] items, float[] scores) =>
        Mmr(Vectors, lambda).Apply(new Query(0, [], [], count), new ScoredItems(items, scores));

    private static Slate Mmr(VectorTable vectors, double lambda) => new([new MmrTerm(new ItemCosines(vectors), lambda)]);

    [Fact]
    public void Apply_HalfAndHalf_TakesTheUnlikeBeforeTheBetter()
    {
        // Normalised: 1, .9, .5, 0. First 0: .5 * 1. Then 1: .45 - .5 * 1, 2: .25 - 0, 3: 0 - 0. Then 3: 0, 1: -.05.
        ScoredItems list = Apply(0.5, 4, [0, 1, 2, 3], [20, 19, 15, 10]);
        Assert.Equal([0, 2, 3, 1], list.Items);
        Assert.Equal([0.5, 0.25, 0, -0.05], Array.ConvertAll(list.Scores, score => Math.Round(score, 5)));
    }

    [Fact]
    public void Apply_LambdaOne_KeepsTheOrderOfTheRanker()
    {
        // The last two scores are one float after normalising.
        int[] items = [3, 1, 4, 2, 0];
        ScoredItems list = Apply(1, 5, items, [1e9f, 7, 7, 3e-9f, 2e-9f]);
        Assert.Equal(items, list.Items);
    }

    [Fact]
    public void Apply_LambdaZero_LooksAtSimilarityAlone() => Assert.Equal([1, 2, 3, 4, 0], Apply(0, 5, [1, 0, 2, 3, 4], [5, 4, 3, 2, 1]).Items);

    [Fact]
    public void Apply_EqualScores_StillDiversifies() => Assert.Equal([0, 2, 1], Apply(0.5, 3, [0, 1, 2], [3, 3, 3]).Items);

    [Theory]
    [InlineData(2, 2)]
    [InlineData(0, 0)]
    [InlineData(-1, 0)]
    [InlineData(99, 3)]
    public void Apply_Count_CutsTheList(int count, int expected) => Assert.Equal(expected, Apply(0.5, count, [0, 1, 2], [3, 2, 1]).Count);

    [Fact]
    public void Apply_EmptyList_IsEmpty() => Assert.Equal(0, Apply(0.5, 3, [], []).Count);

    [Fact]
    public void Apply_ItemWithoutVectorOrScoreNotFinite_Throws()
    {
        Assert.Throws<ArgumentException>(() => Apply(0.5, 1, [5], [1]));
        Assert.Throws<ArgumentException>(() => Apply(0.5, 1, [0, 1], [float.NaN, 1]));
        Assert.Throws<ArgumentException>(() => Apply(0.5, 1, [0, 1], [float.PositiveInfinity, 1]));
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Constructor_LambdaOutOfRange_Throws(double lambda) => Assert.Throws<ArgumentOutOfRangeException>(() => Mmr(Vectors, lambda));

    [Fact]
    public void Constructor_VectorNotFinite_Throws() => Assert.Throws<ArgumentException>(() => Mmr(new VectorTable([float.NaN], 1), 0.5));

    [Fact]
    public void Apply_VeryShortVectors_CountAsZero()
    {
        var mmr = Mmr(new VectorTable([1e-30f, 1e-30f], 1), 0.5);
        Assert.Equal([0, 1], mmr.Apply(new Query(0, [], [], 2), new ScoredItems([0, 1], [2, 1])).Items);
    }

    [Fact]
    public void Apply_RandomLists_AgreesWithNaiveTwin()
    {
        var cases =
            from n in Gen.Choose(1, 12)
            from k in Gen.Choose(1, 14)
            from lambda in Gen.Choose(0, 10)
            from values in Gen.ArrayOf(Gen.Choose(-3, 3), 3 * n)
            from steps in Gen.ArrayOf(Gen.Choose(0, 20), n)
            select (k, lambda: lambda / 10.0, values, scores: steps.OrderDescending().Select(step => (float)step).ToArray());
        Properties.Hold(cases, each =>
        {
            var vectors = new VectorTable(Array.ConvertAll(each.values, value => (float)value), 3);
            int[] items = [.. Enumerable.Range(0, each.scores.Length).Reverse()];
            ScoredItems actual = Mmr(vectors, each.lambda).Apply(new Query(0, [], [], each.k), new ScoredItems(items, each.scores));
            var before = new List<int>();
            foreach ((int item, float score) in actual.Items.Zip(actual.Scores))
            {
                var values = Naive(vectors, each.lambda, items, each.scores, before);
                // Sums in another order: a choice may differ from the best by rounding.
                if (Math.Abs(values[item] - values.Values.Max()) > 1e-5 || Math.Abs(values[item] - score) > 1e-5) return false;
                before.Add(item);
            }
            return before.Count == Math.Min(each.k, items.Length) && before.Distinct().Count() == before.Count;
        });
    }

    // The marginal value of each item that is not chosen yet, all anew and straight from the formula.
    private static Dictionary<int, double> Naive(VectorTable vectors, double lambda, int[] items, float[] scores, List<int> chosen)
    {
        double Dot(int a, int b) => vectors[a].ToArray().Zip(vectors[b].ToArray(), (x, y) => (double)x * y).Sum();
        double Cosine(int a, int b) => Dot(a, a) * Dot(b, b) == 0 ? 0 : Math.Max(0, Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b)));
        double min = scores.Min(), range = scores.Max() > min ? scores.Max() - min : 1;
        return items.Zip(scores).Where(each => !chosen.Contains(each.First)).ToDictionary(
            each => each.First,
            each => lambda * (each.Second - min) / range - (1 - lambda) * chosen.Select(other => Cosine(other, each.First)).DefaultIfEmpty(0).Max());
    }
}
