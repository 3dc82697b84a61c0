using OnnxRecs.Metrics;

namespace OnnxRecs.Tests.Core.Metrics;

/// <summary>Each metric on lists worked by hand; 1 marks a hit.</summary>
public sealed class MetricTests
{
    [Theory]
    [InlineData("010", 3, 2, 1)]
    [InlineData("010", 1, 2, 0)]
    [InlineData("000", 3, 2, 0)]
    [InlineData("", 3, 2, 0)]
    public void HitRate_Is1WithAHit(string hits, int k, int targets, double expected) => Check(new HitRate(), hits, k, targets, expected);

    [Theory]
    [InlineData("101", 3, 4, 2.0 / 4)]
    [InlineData("101", 2, 4, 1.0 / 4)]
    [InlineData("11", 2, 4, 2.0 / 4)] // a perfect list below 1: the divisor is all targets
    [InlineData("1", 10, 1, 1)]
    [InlineData("", 10, 1, 0)]
    public void Recall_IsTheShareOfAllTargets(string hits, int k, int targets, double expected) => Check(new Recall(), hits, k, targets, expected);

    [Theory]
    [InlineData("101", 3, 2, 0.9197207891481876)] // (1 + 1/2) / (1 + 1/log2 3) = 1.5 / 1.6309297535714575
    [InlineData("01", 2, 1, 0.6309297535714575)]  // (1/log2 3) / 1
    [InlineData("11", 2, 9, 1)]                   // the ideal list has min(k, targets) hits
    [InlineData("1", 2, 2, 0.6131471927654584)]   // 1 / 1.6309297535714575
    [InlineData("0000000001", 9, 1, 0)]
    [InlineData("", 5, 3, 0)]
    public void Ndcg_DiscountsByLog2OfRankPlus1(string hits, int k, int targets, double expected) => Check(new Ndcg(), hits, k, targets, expected);

    [Theory]
    [InlineData("101", 3, 4, (1.0 + 2.0 / 3) / 3)] // min(3, 4)
    [InlineData("101", 3, 2, (1.0 + 2.0 / 3) / 2)]
    [InlineData("011", 3, 2, (1.0 / 2 + 2.0 / 3) / 2)]
    [InlineData("011", 2, 2, 1.0 / 2 / 2)]
    [InlineData("11", 2, 9, 1)]
    [InlineData("", 2, 9, 0)]
    public void AveragePrecision_IsDividedByTheSmallerOfKAndTargets(string hits, int k, int targets, double expected) =>
        Check(new AveragePrecision(), hits, k, targets, expected);

    [Theory]
    [InlineData("001", 3, 2, 1.0 / 3)]
    [InlineData("001", 2, 2, 0)]
    [InlineData("110", 3, 2, 1)]
    [InlineData("", 2, 2, 0)]
    public void ReciprocalRank_IsThatOfTheFirstHit(string hits, int k, int targets, double expected) => Check(new ReciprocalRank(), hits, k, targets, expected);

    [Fact]
    public void Coverage_CountsDistinctItemsOfAllLists()
    {
        int[][] lists = [[0, 1, 3], [0, 2], []];

        Assert.Equal(1.0 / 4, new Coverage().Of(lists, 1, itemCount: 4));
        Assert.Equal(3.0 / 4, new Coverage().Of(lists, 2, itemCount: 4));
        Assert.Equal(4.0 / 4, new Coverage().Of(lists, 9, itemCount: 4));
    }

    [Fact]
    public void Catalog_NamesAreAsPrintedAndDistinct() =>
        Assert.Equal(["HR", "recall", "NDCG", "MAP", "MRR", "coverage"], MetricCatalog.Names);

    private static void Check(IListMetric metric, string hits, int k, int targets, double expected) =>
        Assert.Equal(expected, metric.Of([.. hits.Select(hit => hit == '1')], k, targets), 12);
}
