using OnnxRecs.Metrics;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class AucTests
{
    [Fact]
    public void Auc_TiesCountOneHalf()
    {
        // Targets 3 and 1 against 2, 1 and 0: 3 of 3 and (1 + 1/2) of 3.
        Assert.Equal((3 + 1.5f) / 6, Of([3, 1, 2, 1, 0], [0, 1]));
        Assert.Equal(0.5f, Of([1, 1, 1], [1]));
    }

    [Fact]
    public void Auc_AllRightOrAllWrong_IsOneOrZero()
    {
        Assert.Equal(1, Of([9, 8, 1, 2], [0, 1]));
        Assert.Equal(0, Of([9, 8, 1, 2], [2, 3]));
    }

    [Fact]
    public void Auc_SeenItems_DoNotCount() =>
        // Without the mask the 9 would be above the target: only 1 of the others, the 3, counts against 2, and 1 is below: 1/2.
        Assert.Equal(0.5f, Of([float.NaN, 3, 2, 1], [2]));

    [Fact]
    public void Auc_ExcludedItems_AreBelowAllAndEqualToEachOther()
    {
        Assert.Equal(1, Of([0, float.NegativeInfinity], [0]));
        // The target is excluded as well: tied with one, below the other: (0 + 1/2) / 2.
        Assert.Equal(0.25f, Of([float.NegativeInfinity, float.NegativeInfinity, 5], [0]));
    }

    [Fact]
    public void Auc_NoTargetOrNoOther_HasNoValue()
    {
        Assert.True(float.IsNaN(Of([1, 2], [])));
        Assert.True(float.IsNaN(Of([1, 2, float.NaN], [0, 1])));
        Assert.True(float.IsNaN(Of([], [])));
    }

    [Theory]
    [InlineData(10)]
    [InlineData(100)]
    [InlineData(3)]
    public void Auc_ManyScores_AgreesWithLookingAtEveryPair(int distinct)
    {
        var rng = new Rng(1);
        for (int items = 2; items < 90; items++)
        {
            float[] scores = [.. Enumerable.Range(0, items).Select(_ => rng.NextInt(5) == 0 ? float.NaN : rng.NextInt(distinct))];
            int[] targets = [.. Enumerable.Range(0, items).Where(i => !float.IsNaN(scores[i]) && rng.NextInt(6) == 0)];

            Assert.Equal(EveryPair(scores, targets), Of(scores, targets), 1e-6f);
        }
    }

    /// <summary>The dumb twin.</summary>
    private static float EveryPair(float[] scores, int[] targets)
    {
        double right = 0, pairs = 0;
        foreach (int target in targets)
        {
            for (int other = 0; other < scores.Length; other++)
            {
                if (float.IsNaN(scores[other]) || targets.Contains(other)) continue;
                pairs++;
                right += scores[target] > scores[other] ? 1 : scores[target] == scores[other] ? 0.5 : 0;
            }
        }
        return (float)(right / pairs);
    }

    private static float Of(float[] scores, int[] targets) => Auc.Of(scores, targets, new int[targets.Length]);
}
