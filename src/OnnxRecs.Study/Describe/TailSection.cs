using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Pages;
using OnnxRecs.Study.Plots;

namespace OnnxRecs.Study.Describe;

/// <summary>How events concentrate on few items, and which these are.</summary>
internal static class TailSection
{
    private const int LongestTitle = 70;

    public static Section Of(DatasetDescription set) => new("The long tail")
    {
        IsOpen = true,
        Pictures = [PictureOf(set.PopularityCurve!, set.Size.Items)],
        Tables = [TableOf(set.PopularityCurve!), TableOf(set.TopItems, set.Values)],
    };

    private static FigureTable TableOf(PopularityCurve tail) => new(
        "Events that the most popular items hold", ["items", ">number", ">events"],
        [.. tail.Top.Select(top => new[] { $"first {100 * top.Share:0} %", Numbers.Count(top.Items), Numbers.Percent(top.Events) })]);

    private static FigureTable TableOf(TopItem[] items, string values)
    {
        IEnumerable<string[]> rows = items.Select(item => new[]
        {
            Markup.Shorten(item.Title, LongestTitle), Numbers.Count(item.Events), Numbers.Percent(item.Share),
            values == "rating" ? $"{item.MeanValue:0.00}" : Numbers.Figure(item.MeanValue),
        });
        string[] headers = ["item", ">events", ">share", $">mean {values}"];
        // Of mere events every value is 1.
        int columns = values == "event" ? 3 : 4;
        return new FigureTable("The most popular items", headers[..columns], [.. rows.Select(row => row[..columns])]);
    }

    private static Picture PictureOf(PopularityCurve tail, int items)
    {
        const string Title = "Long-tail curve";
        string caption = $"The most popular 10 % of the items hold {Numbers.Percent(tail.Top[1].Events)} of the events; the Gini index is {tail.Gini:0.000} " +
            "(0: all items have equally many).";
        Scale percent = Scale.Linear(0, 100);
        var chart = new LineChart(
            Axis.Of("share of the items, the most popular first, %", percent),
            Axis.Of("share of all events, %", percent),
            new Line("equally many events each", "line3", [(0, 0), (100, 100)]),
            new Line("this data", "line", [.. tail.Curve.Select(point => (100 * point.Items, 100 * point.Events))]))
        {
            Marks =
            [
                .. tail.Top.DistinctBy(top => top.Items)
                    .Select(top => new Mark(100.0 * top.Items / items, 100 * top.Events, $"{Numbers.Plural(top.Items, "item")}: {Numbers.Percent(top.Events)}")),
            ],
        };
        return new Picture(Title, chart.Draw($"{Title}. {caption}"), caption);
    }
}
