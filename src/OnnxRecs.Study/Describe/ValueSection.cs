using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Pages;
using OnnxRecs.Study.Plots;

namespace OnnxRecs.Study.Describe;

/// <summary>What the values of events are, and how ratings go with popularity.</summary>
internal static class ValueSection
{
    private const string ByPopularity = "Rating against popularity";

    public static Section Of(DatasetDescription set)
    {
        var section = new Section(set.Values == "count" ? "Counts" : "Ratings");
        if (set.ValueSpread is not { } values) return section with { Absences = ["Events have no values: there is no histogram of them."] };
        if (set.Values == "count")
        {
            return section with
            {
                Pictures = values.Bins.Length == 0 ? [] : [CountsOf(values, set.Size.Events)],
                Absences = ["Values are counts, not ratings: there is no rating against popularity."],
                Tables = [Summary(values), .. Bins(values, set.Size.Events)],
            };
        }
        return section with
        {
            Pictures = [RatingsOf(values, set.Size.Events), PopularityOf(set.RatingByPopularity, values)],
            Tables = [Summary(values), .. Bins(values, set.Size.Events), TableOf(set.RatingByPopularity)],
        };
    }

    private static FigureTable Summary(ValueSpread values) => new(
        "Values", [">min", ">median", ">mean", ">max", ">deviation", ">distinct"],
        [[.. new[] { values.Min, values.Median, values.Mean, values.Max, values.Deviation, values.Distinct }.Select(Numbers.Figure)]]);

    private static IEnumerable<FigureTable> Bins(ValueSpread values, int events)
    {
        IEnumerable<string[]> below = values.BelowOne == 0 ? [] : [["below 1", Numbers.Count(values.BelowOne), Numbers.Percent(values.BelowOne, events)]];
        IEnumerable<string[]> bins = values.Bins.Select(bin => new[]
        {
            values.Liked is null ? Histogram.Name(bin) : NameOf(bin), Numbers.Count(bin.Count), Numbers.Percent(bin.Count, events),
        });
        yield return new("How often each value", ["value", ">events", ">share"], [.. below, .. bins]);
    }

    private static FigureTable TableOf(RatingBin[] bins) => new(
        "Ratings of items by their number of events", ["events of an item", ">items", ">ratings", ">mean", ">median", ">deviation"],
        [.. bins.Select(bin => new[]
        {
            EventsOf(bin), Numbers.Count(bin.Items), Numbers.Count(bin.Ratings), $"{bin.Mean:0.00}", $"{bin.Median:0.00}", $"{bin.Deviation:0.00}",
        })]);

    private static Picture RatingsOf(ValueSpread values, int events)
    {
        const string Title = "How often each rating";
        Bin commonest = values.Bins.MaxBy(bin => bin.Count)!;
        string caption = values.Distinct == 1
            ? $"All ratings are {Numbers.Figure(values.Min)}: they say nothing about taste."
            : $"The commonest rating is {NameOf(commonest)}, with {Numbers.Percent(commonest.Count, events)} of the events; " +
              $"{Numbers.Percent(values.Liked!.Value)} are {ValueSpread.LikedFrom:0} or more, which counts as liked by default. Mean {values.Mean:0.00}, standard deviation {values.Deviation:0.00}.";
        Bar[] bars = [.. values.Bins.Select(bin => new Bar(NameOf(bin), bin.Count, bin.From == bin.To ? NameOf(bin) : Axis.Label(bin.From)))];
        return new Picture(Title, BarChart.Draw(bars, $"{Title}. {caption}", "rating", "event"), caption);
    }

    private static Picture CountsOf(ValueSpread values, int events)
    {
        const string Title = "How often each count";
        string caption = values.Distinct == 1
            ? $"All counts are {Numbers.Figure(values.Min)}: they say no more than that something happened."
            : $"Half of the counts are at most {Numbers.Figure(values.Median)}, the largest is {Numbers.Figure(values.Max)}; the mean is {Numbers.Figure(values.Mean)}" +
              (values.Mean >= 2 * values.Median ? ", drawn up by few large ones." : ".") +
              (values.BelowOne > 0 ? $" {Numbers.Plural(values.BelowOne, "event")} of {Numbers.Count(events)} with a count below 1 are not shown." : "");
        return new Picture(Title, Histogram.Draw(values.Bins, $"{Title}. {caption}", "count of one user and item", "event"), caption);
    }

    private static Picture PopularityOf(RatingBin[] bins, ValueSpread values)
    {
        RatingBin few = bins[0], many = bins[^1];
        string caption = bins.Length == 1
            ? $"All items have {Events(few)}; their mean rating is {few.Mean:0.00}."
            : $"Items with {Events(few)} have a mean rating of {few.Mean:0.00} (deviation {few.Deviation:0.00}), " +
              $"those with {Events(many)} one of {many.Mean:0.00} (deviation {many.Deviation:0.00}).";
        var chart = new LineChart(
            Axis.Of("events of an item (logarithmic)", Scale.Log(bins[0].From, bins[^1].To)),
            Axis.Of("rating", Scale.Linear(Math.Floor(values.Min), Math.Ceiling(values.Max))),
            new Line("median", "line2", [.. bins.Select(bin => (Middle(bin), bin.Median))]),
            new Line("mean", "line", [.. bins.Select(bin => (Middle(bin), bin.Mean))], Dots: true))
        {
            Band = new Band("mean \u00b1 standard deviation", [.. bins.Select(bin => (Middle(bin), bin.Mean - bin.Deviation, bin.Mean + bin.Deviation))]),
        };
        return new Picture(ByPopularity, chart.Draw($"{ByPopularity}. {caption}"), caption);
    }

    /// <summary>Halfway on a logarithmic axis.</summary>
    private static double Middle(RatingBin bin) => Math.Sqrt(bin.From * bin.To);

    private static string EventsOf(RatingBin bin) => Histogram.Name(new Bin(bin.From, bin.To, 0));

    private static string Events(RatingBin bin) => bin.To == 2 ? "1 event" : $"{EventsOf(bin)} events";

    private static string NameOf(Bin bin) =>
        bin.From == bin.To ? Numbers.Figure(bin.From) : $"{Numbers.Figure(bin.From)}\u2013{Numbers.Figure(bin.To)}";
}
