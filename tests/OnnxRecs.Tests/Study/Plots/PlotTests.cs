using System.Globalization;
using System.Xml.Linq;
using OnnxRecs.Study.Plots;
using OnnxRecs.Tests.Snapshots;

namespace OnnxRecs.Tests.Study.Plots;

public sealed class PlotTests
{
    [Fact]
    public void BarChart_Small_IsAsBefore() => Snapshot.Match(BarChart.Draw([new Bar("1", 3), new Bar("<2>", 6), new Bar("3", 0)], "Two & three", "stars", "event"));

    [Fact]
    public void BarChart_Bars_AreAsHighAsTheirValues()
    {
        XElement[] bars = [.. Elements(BarChart.Draw([new Bar("a", 10), new Bar("b", 5), new Bar("c", 0)], "", "", "event"), "rect")];

        // The axis ends at 10, so the first bar fills the field of 270 - 30 - 46 = 194 units.
        Assert.Equal([194, 97, 0], bars.Select(bar => Number(bar, "height")));
        Assert.All(bars, bar => Assert.Equal(270 - 46, Number(bar, "y") + Number(bar, "height")));
    }

    [Fact]
    public void BarChart_ManyBars_LabelsDoNotTouch()
    {
        Bar[] months = [.. Enumerable.Range(0, 300).Select(month => new Bar($"{month}", month, $"label {month}"))];

        double[] places = [.. Elements(BarChart.Draw(months, "", "", "event"), "text").Where(text => text.Value.StartsWith("label", StringComparison.Ordinal)).Select(text => Number(text, "x"))];

        Assert.InRange(places.Length, 5, 20);
        Assert.All(places.Zip(places.Skip(1)), pair => Assert.True(pair.Second - pair.First > Svg.WidthOf("label 0"), $"{pair}"));
    }

    [Fact]
    public void Histogram_LogAxis_EqualRatiosAreEquallyWide()
    {
        XElement[] bars = [.. Elements(Histogram.Draw([new(1, 2, 4), new(2, 4, 1), new(4, 8, 0), new(8, 16, 2)], "", "events", "user"), "rect")];

        Assert.Equal(3, bars.Length); // nothing is drawn for an empty bin
        Assert.Equal(Number(bars[0], "width"), Number(bars[1], "width"), 0.02);
        Assert.Equal("1: 4 users", bars[0].Value);
        Assert.Equal("8\u201315: 2 users", bars[2].Value);
    }

    [Fact]
    public void LineChart_BandAndMarks_LieOnTheirValues()
    {
        Axis axis = Axis.Of("x", Scale.Linear(0, 10));
        var chart = new LineChart(axis, axis, new Line("one", "line", [(0, 0), (10, 10)]), new Line("two", "line2", [(0, 10)], Dots: true))
        {
            Band = new Band("around", [(0, 0, 5), (10, 5, 20)]),
            Marks = [new Mark(5, 5, "middle")],
        };

        string svg = chart.Draw("lines");

        string[] ends = Elements(svg, "polyline").First().Attribute("points")!.Value.Split(' ');
        Assert.EndsWith(",264", ends[0], StringComparison.Ordinal); // 310 - 46
        Assert.EndsWith(",30", ends[1], StringComparison.Ordinal);
        string[] corners = Elements(svg, "polygon").Single().Attribute("points")!.Value.Split(' ');
        Assert.Equal(["147", "30", "147", "264"], corners.Select(corner => corner.Split(',')[1])); // 20 is beyond the axis; down again from the right
        Assert.Equal(["one", "two", "around"], Elements(svg, "text").Select(text => text.Value).TakeLast(3));
        Assert.Contains(Elements(svg, "circle"), circle => Number(circle, "cy") == 147);
    }

    [Fact]
    public void HeatMap_Colours_SayMoreOrLess()
    {
        XElement[] cells = [.. Elements(HeatMap.Draw(["row"], ["a", "b", "c", "d"], [[1, 2, 0.5, 0]], "lift"), "rect").Take(4)];

        Assert.Equal(["more", "more", "less", "less"], cells.Select(cell => cell.Attribute("class")!.Value));
        Assert.Equal([0, 0.75, 0.75, 0.75], cells.Select(cell => Number(cell, "fill-opacity")));
        Assert.Equal("row, c: \u00d70.50", cells[2].Value);
    }

    [Fact]
    public void HeatMap_LongNames_LeaveRoomForCells()
    {
        string name = new('W', 200);

        string svg = HeatMap.Draw([name], [.. Enumerable.Repeat(name, 20)], [[.. Enumerable.Repeat(1.0, 20)]], "lift");

        Assert.All(Elements(svg, "rect").Take(20), cell => Assert.InRange(Number(cell, "width"), 4, 60));
    }

    [Fact]
    public void PairedBars_NamesAndRatios_AreShown()
    {
        string svg = PairedBars.Draw([new Pair("<b>", 0.1, 0.25), new Pair("none", 0, 0)], "pairs", "share, %", "items", "events");

        Assert.Contains("\u00d72.50", Elements(svg, "text").Select(text => text.Value));
        Assert.Contains("<b>, events: 25.0 %", Elements(svg, "title").Select(title => title.Value));
    }

    [Fact]
    public void ScatterChart_NameAtTheRightEnd_StandsInside()
    {
        string svg = new ScatterChart("x", "y", [new(new(0, 0, 0), new(1, 0.5, 1), "first", "", true), new(new(1, 1, 1), new(0, 0, 0), "last", "", true)]).Draw("");

        XElement last = Elements(svg, "text").Single(text => text.Value == "last");
        Assert.Equal("end", last.Attribute("text-anchor")!.Value);
        Assert.Equal(720 - 18 - 7, Number(last, "x"));
        Assert.Null(Elements(svg, "text").Single(text => text.Value == "first").Attribute("text-anchor"));
        XElement bar = Elements(svg, "line").Single(line => line.Attribute("y1")!.Value == "202" && line.Attribute("y2")!.Value == "30"); // from a half to one of 374 .. 30
        Assert.Equal(Number(bar, "x1"), Number(bar, "x2"));
    }

    [Theory]
    [InlineData(0.5, "0.5")]
    [InlineData(20_000, "20,000")]
    [InlineData(2_500_000, "2.5 M")]
    [InlineData(3e9, "3 G")]
    [InlineData(0.001, "0.001")]
    public void Label_IsShort(double value, string expected) => Assert.Equal(expected, Axis.Label(value));

    /// <summary>Parses the picture, which fails where it is no well-formed XML.</summary>
    private static IEnumerable<XElement> Elements(string svg, string name) => XDocument.Parse(svg).Descendants(XName.Get(name, "http://www.w3.org/2000/svg"));

    private static double Number(XElement element, string attribute) => double.Parse(element.Attribute(attribute)!.Value, CultureInfo.InvariantCulture);
}
