using System.Text.RegularExpressions;
using System.Xml.Linq;
using OnnxRecs.Metrics;
using OnnxRecs.Study.Frontier;
using OnnxRecs.Study.Pages;
using OnnxRecs.Tests.Snapshots;

namespace OnnxRecs.Tests.Study.Frontier;

public sealed partial class FrontierPageTests
{
    private static readonly FrontierReport Made = new(
        "made<up>", "free & easy", "gru", ["popularity-penalty"], "test", 10, 50, "coverage@10", "NDCG@10", ["rank.popularityPenalty.alpha"],
        [
            Point(0, [], 0.2, 0.3, null, null, true),
            Point(1, ["0.1"], 0.19, 0.5, -0.01, 0.4, true),
            Point(2, ["0.5"], 0.1, 0.45, -0.1, 0.001, false),
            Point(3, ["1"], 0.05, 0.8, -0.15, 0.00001, true),
        ]);

    [Fact]
    public void Page_FourPoints_IsAsBefore() => Snapshot.Match(FrontierPage.ToHtml(Made));

    [Fact]
    public void Picture_IsWellFormed_JoinsTheFrontAndTellsOfIt()
    {
        XElement svg = XDocument.Parse(Picture().Match(FrontierPage.ToHtml(Made)).Value).Root!;

        XElement[] Of(string name) => [.. svg.Descendants(XName.Get(name, "http://www.w3.org/2000/svg"))];
        Assert.Contains("The front has 3 rows, from 0 (coverage@10 0.3000, NDCG@10 0.2000) to 3 (coverage@10 0.8000, NDCG@10 0.0500).", svg.Attribute("aria-label")!.Value, StringComparison.Ordinal);
        Assert.Equal(3, Assert.Single(Of("polyline")).Attribute("points")!.Value.Split(' ').Length);
        Assert.Equal(["bar2", "dot", "dot", "dot"], Of("circle").Select(circle => circle.Attribute("class")!.Value).Order());
        Assert.Equal("2: popularityPenalty.alpha 0.5: coverage@10 0.4500, NDCG@10 0.1000", Of("circle")[0].Value);
    }

    [Fact]
    public void Sentences_NameTheBestRowWithoutASignificantLoss() =>
        Assert.Contains(FrontierText.Sentences(Made), sentence => sentence.StartsWith("The best coverage@10 of a row without a significant loss of NDCG@10, by its own p and 5 %: 0.5000 in row 1", StringComparison.Ordinal));

    [Fact]
    public void Table_HasACellForEachHeader()
    {
        FigureTable table = FrontierText.Table(Made);

        Assert.Equal([">#", ">popularityPenalty.alpha", ">NDCG@10", ">95 %", ">coverage@10", ">NDCG@10 - alone", ">95 %", ">p", ">Holm", "front"], table.Headers);
        Assert.All(table.Rows, row => Assert.Equal(table.Headers.Length, row.Length));
        Assert.Equal(["0", "alone", "0.2000", "0.1900 .. 0.2100", "0.3000", "", "", "", "", "yes"], table.Rows[0]);
        Assert.Equal(["3", "1", "0.0500", "0.0400 .. 0.0600", "0.8000", "-0.1500", "-0.1600 .. -0.1400", "<0.0001", "<0.0001", "yes"], table.Rows[3]);
    }

    private static FrontierPoint Point(int number, string[] values, double ndcg, double coverage, double? difference, double? p, bool front)
    {
        var figures = new OrderedDictionary<string, Figure> { ["NDCG@10"] = new(ndcg, ndcg - 0.01, ndcg + 0.01), ["coverage@10"] = new(coverage) };
        return new FrontierPoint(number, values, figures, difference is { } value ? new Figure(value, value - 0.01, value + 0.01) : null, p, p, front);
    }

    [GeneratedRegex("<svg.*?</svg>", RegexOptions.Singleline)]
    private static partial Regex Picture();
}
