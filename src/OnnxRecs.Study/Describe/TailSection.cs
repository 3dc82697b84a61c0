using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Plots;

namespace OnnxRecs.Study.Describe;

/// <summary>How events concentrate on few items, and which these are.</summary>
internal static class TailSection
{
    private const int LongestTitle = 70;

    public static Section Of(DatasetDescription set) => new("The long tail")
    {
        IsOpen = true,
        Pictures = [PictureOf(set.LongTail!, set.Size.Items)],
        Tables =
        [
            new("Events that the most popular items hold", ["items", ">number", ">events"], [.. set.LongTail!.Top.Select(top => new[] { $"first {100 * top.Share:0} %", Numbers.Count(top.Items), Numbers.Percent(top.Events) })]),
            new(
                "The most popular items",
                ["item", ">events", ">share", .. set.Values == "event" ? (string[])[] : [$">mean {set.Values}"]],
                [.. set.TopItems.Select(item => (string[])
                [
                    Markup.Shorten(item.Title, LongestTitle), Numbers.Count(item.Events), Numbers.Percent(item.Share), .. set.Values == "event" ? (string[])[] : [set.Values == "rating" ? $"{item.MeanValue:0.00}" : Numbers.Figure(item.MeanValue)],
                ])]),
        ],
    };

    private static Picture PictureOf(LongTail tail, int items)
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
            Marks = [.. tail.Top.DistinctBy(top => top.Items).Select(top => new Mark(100.0 * top.Items / items, 100 * top.Events, $"{Numbers.Plural(top.Items, "item")}: {Numbers.Percent(top.Events)}"))],
        };
        return new Picture(Title, chart.Draw($"{Title}. {caption}"), caption);
    }
}
