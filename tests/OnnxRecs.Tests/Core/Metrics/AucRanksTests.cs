using FsCheck.Fluent;
using OnnxRecs.Metrics;
using OnnxRecs.Numerics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Metrics;

/// <summary>The ranks that <see cref="Auc"/> finds on its way.</summary>
public sealed class AucRanksTests
{
    [Fact]
    public void Of_AnyScoresWithTiesSeenAndExcluded_AreThePlacesInTheSortedOrder() => Properties.Hold(
        Gen.Choose(-3, 4).ArrayOf(50),
        values =>
        {
            // -3: seen, -2: excluded, 0 with both signs; else few distinct scores, so that most are tied.
            float[] scores = Array.ConvertAll(values, value => value switch { -3 => float.NaN, -2 => float.NegativeInfinity, -1 => -0f, _ => value });
            int[] order = new int[scores.Length];
            order = order[..TopK.Select(scores, order)];
            int[] targets = [.. Enumerable.Range(0, scores.Length).Where(item => !float.IsNaN(scores[item]) && item % 3 == 0)];

            int[] expected = Array.ConvertAll(targets, item => Array.IndexOf(order, item) is int place and >= 0 ? place : int.MaxValue);

            Assert.Equal(expected, RanksOf(scores, targets));
        });

    [Fact]
    public void Of_HighestAndLowestNumbers_AreOrdered() =>
        Assert.Equal([0, 1, 3, 2], RanksOf([float.PositiveInfinity, float.MaxValue, float.MinValue, 0], [0, 1, 2, 3]));

    private static int[] RanksOf(float[] scores, int[] targets)
    {
        int[] ranks = new int[targets.Length];
        Auc.Of(scores, targets, ranks);
        return ranks;
    }
}
