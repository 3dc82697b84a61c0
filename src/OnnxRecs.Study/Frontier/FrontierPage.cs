using OnnxRecs.Metrics;
using OnnxRecs.Study.Pages;
using OnnxRecs.Study.Plots;

namespace OnnxRecs.Study.Frontier;

/// <summary>A frontier as a page: the picture, the table, and how to read them.</summary>
public static class FrontierPage
{
    public static string ToHtml(FrontierReport report)
    {
        var page = new Page("What re-ranking gains and costs", report.Dataset, report.Licence, []);
        string title = $"{report.Y} against {report.X}";
        FrontierPoint[] front = [.. report.Points.Where(point => point.IsOnFront).OrderBy(point => point.Figures[report.X].Value)];
        string ends = $"The front has {Numbers.Plural(front.Length, "row")}, from {EndOf(front[0])} to {EndOf(front[^1])}.";
        string caption = $"Each point is a row of the table, the numbered ones are on the front, which the line joins. Bars are 95 % intervals over users, where a figure has one. {ends}";
        ScatterPoint[] points = [.. report.Points.Where(point => point.Figures.ContainsKey(report.X) && point.Figures.ContainsKey(report.Y)).Select(point => PointOf(point, report))];
        page.Add(new Section(title)
        {
            Pictures = [new Picture(title, new ScatterChart(Title(report.X, report.LowerXIsBetter), Title(report.Y, report.LowerYIsBetter), points).Draw($"{title}. {ends}"), caption)],
            Tables = [FrontierText.Table(report)],
            IsOpen = true,
        });
        page.Add("How to read it", FrontierText.Sentences(report));
        return page.ToHtml();

        string EndOf(FrontierPoint point) => $"{point.Number} ({report.X} {FrontierText.ValueOf(point, report.X)}, {report.Y} {FrontierText.ValueOf(point, report.Y)})";
    }

    private static string Title(string label, bool lowerIsBetter) => lowerIsBetter ? $"{label}, lower is better" : label;

    private static ScatterPoint PointOf(FrontierPoint point, FrontierReport report)
    {
        (Figure x, Figure y) = (point.Figures[report.X], point.Figures[report.Y]);
        string hint = $"{point.Number}: {FrontierText.NameOf(point, report)}: {report.X} {FrontierText.ValueOf(point, report.X)}, {report.Y} {FrontierText.ValueOf(point, report.Y)}";
        return new ScatterPoint(new Spot(x.Value, x.Low ?? x.Value, x.High ?? x.Value), new Spot(y.Value, y.Low ?? y.Value, y.High ?? y.Value), $"{point.Number}", hint, point.IsOnFront);
    }
}
