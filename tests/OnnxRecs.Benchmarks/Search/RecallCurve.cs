using OnnxRecs.Study.Plots;

namespace OnnxRecs.Benchmarks.Search;

/// <summary>A point of a curve: what a search with this ef finds, and how many of them a second of CPU time has.</summary>
internal sealed record CurvePoint(int Ef, double Recall, double PerCpuSecond);

/// <summary>Speed against recall, each engine a line: the higher the better.</summary>
internal static class RecallCurve
{
    private static readonly double[] RecallTicks = [0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995];

    // A picture by itself: no page gives it its colours.
    private const string Style =
        """
        <style>
        svg { background: #ffffff; }
        text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; fill: #5b6270; }
        .grid { stroke: #e3e6eb; } .base { stroke: #9aa1ad; } .dot { fill: #5b6270; }
        polyline { fill: none; }
        .side0, .side1, .side2 { stroke: #2b5fc4; stroke-width: 2; } .side1 { stroke-dasharray: 2 3; } .side2 { stroke-dasharray: 8 4; }
        .side3 { stroke: #c4472b; stroke-width: 2; } .side4 { stroke: #2e8b57; stroke-width: 2; }
        </style>
        """;

    /// <param name="curves">At most five, ours first.</param>
    public static string Draw(string label, IReadOnlyList<(string Side, CurvePoint[] Points)> curves)
    {
        // Equal ratios of what is missed are equally far apart.
        static double Place(double recall) => 1 / (1 - recall);
        Line[] lines = [.. curves.Select((curve, i) => new Line(curve.Side, $"side{i}",
            [.. curve.Points.Where(point => point.Recall >= RecallTicks[0] && point.Recall <= RecallTicks[^1]).Select(point => (Place(point.Recall), point.PerCpuSecond))], Dots: true))];
        double[] speeds = [.. lines.SelectMany(line => line.Points).Select(point => point.Item2)];
        var x = new Axis($"recall@{AnnSet.K}", Scale.Log(Place(RecallTicks[0]), Place(RecallTicks[^1])), [.. RecallTicks.Select(recall => (Place(recall), $"{recall}"))]);
        var y = Axis.Of("queries per CPU second", Scale.Log(speeds.DefaultIfEmpty(1).Min() * 0.9, speeds.DefaultIfEmpty(1).Max() * 1.1));
        string svg = new LineChart(x, y, lines).Draw(label);
        int start = svg.IndexOf('>', StringComparison.Ordinal) + 1;
        return svg.Insert(start, $"\n{Style}");
    }
}
