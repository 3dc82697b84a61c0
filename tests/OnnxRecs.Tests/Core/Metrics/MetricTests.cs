using OnnxRecs.Metrics;

namespace OnnxRecs.Tests.Core.Metrics;

/// <summary>Each metric of accuracy on lists worked by hand; 1 marks a hit.</summary>
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
    [InlineData("101", 3, 4, 2.0 / 3)] // min(3, 4)
    [InlineData("101", 3, 2, 2.0 / 2)]
    [InlineData("11", 2, 4, 1)]
    [InlineData("0", 2, 4, 0)]
    public void RecallMin_IsDividedByTheSmallerOfKAndTargets(string hits, int k, int targets, double expected) => Check(new RecallMin(), hits, k, targets, expected);

    [Theory]
    [InlineData("101", 3, 4, 2.0 / 3)]
    [InlineData("101", 4, 4, 2.0 / 4)] // the missing rank holds no hit
    [InlineData("101", 1, 4, 1)]
    [InlineData("", 5, 1, 0)]
    public void Precision_IsTheShareOfThePlaces(string hits, int k, int targets, double expected) => Check(new Precision(), hits, k, targets, expected);

    [Theory]
    [InlineData("101", 10, 2.0 / 3)] // min(10, pool of 3)
    [InlineData("101", 2, 1.0 / 2)]
    public void Precision_OfAWholePool_DoesNotCountPlacesThatCannotBeFilled(string hits, int k, double expected) =>
        Assert.Equal(expected, MadeData.Judge(new Precision(), hits, k, targets: 2, wholePool: true), 12);

    [Theory]
    [InlineData("101", 3, 4, 4.0 / 7)] // P = 2/3, R = 2/4: 2 * 1/3 / (7/6)
    [InlineData("101", 2, 1, 2.0 / 3)] // P = 1/2, R = 1/1: 2 * 1/2 / (3/2)
    [InlineData("000", 3, 4, 0)]
    public void F1_IsTheHarmonicMean(string hits, int k, int targets, double expected) => Check(new F1(), hits, k, targets, expected);

    [Theory]
    [InlineData("101", 3, 2, 0.9197207891481876)] // (1 + 1/2) / (1 + 1/log2 3) = 1.5 / 1.6309297535714575
    [InlineData("01", 2, 1, 0.6309297535714575)]  // (1/log2 3) / 1
    [InlineData("11", 2, 9, 1)]                   // the ideal list has min(k, targets) hits
    [InlineData("1", 2, 2, 0.6131471927654584)]   // 1 / 1.6309297535714575
    [InlineData("0000000001", 9, 1, 0)]
    [InlineData("", 5, 3, 0)]
    public void Ndcg_DiscountsByLog2OfRankPlus1(string hits, int k, int targets, double expected) => Check(new Ndcg(), hits, k, targets, expected);

    [Theory]
    [InlineData(3, 0.7537574)] // (15 + 31/2) / (31 + 15/log2 3) = 30.5 / 40.4639463
    [InlineData(1, 15.0 / 31)] // the ideal list begins with the 5
    public void GradedNdcg_CountsFiveStarsTwiceAsMuchAsFour(int k, double expected) =>
        // The 4 at rank 1, nothing at rank 2, the 5 at rank 3.
        Assert.Equal(expected, MadeData.Judge(new GradedNdcg(), [1, 9, 2], [1, 2], k, new RunFacts(MadeData.Of(10, [[0]])), gains: [15, 31]), 7);

    [Fact]
    public void GradedNdcg_EqualGains_IsNdcg() =>
        Assert.Equal(MadeData.Judge(new Ndcg(), "01101", 4, 3), MadeData.Judge(new GradedNdcg(), "01101", 4, 3), 12);

    [Fact]
    public void GradedNdcg_WorthlessTargets_HasNoValue() =>
        Assert.Equal(double.NaN, MadeData.Judge(new GradedNdcg(), [1], [1], 1, new RunFacts(MadeData.Of(10, [[0]])), gains: [0]));

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
    public void Catalog_NamesAreAsPrintedAndDistinct() =>
        Assert.Equal(
            ["HR", "recall", "recall-min", "precision", "F1", "NDCG", "NDCG-graded", "MAP", "MRR", "serendipity", "novelty", "ARP", "APLT",
                "diversity-genres", "diversity-vectors", "calibration", "coverage", "ACLT", "Gini", "entropy", "AUC", "RMSE", "MAE"],
            MetricCatalog.Names);

    [Fact]
    public void Catalog_LowerIsBetter_OfWhatMeasuresAHarm() =>
        Assert.Equal(["ARP", "calibration", "Gini", "RMSE", "MAE"], MetricCatalog.Names.Where(MetricCatalog.LowerIsBetter));

    private static void Check(IListMetric metric, string hits, int k, int targets, double expected) =>
        Assert.Equal(expected, MadeData.Judge(metric, hits, k, targets), 12);
}
