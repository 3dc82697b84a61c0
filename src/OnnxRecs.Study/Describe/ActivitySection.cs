using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Pages;
using OnnxRecs.Study.Plots;

namespace OnnxRecs.Study.Describe;

/// <summary>How many events users and items have.</summary>
internal static class ActivitySection
{
    public static Section Of(DatasetDescription set) => new("Events per user and per item")
    {
        Pictures = [PictureOf(set.PerUser!, "user"), PictureOf(set.PerItem!, "item")],
        Tables =
        [
            new(
                "Events of a user, of an item",
                ["of", ">count", ">min", ">quartile", ">median", ">mean", ">quartile", ">max"],
                [RowOf("users", set.PerUser!), RowOf("items", set.PerItem!)]),
        ],
    };

    private static string[] RowOf(string name, Spread spread) =>
    [
        name, Numbers.Count(spread.Count),
        .. new[] { spread.Min, spread.LowerQuartile, spread.Median, spread.Mean, spread.UpperQuartile, spread.Max }.Select(Numbers.Figure),
    ];

    private static Picture PictureOf(Spread spread, string noun)
    {
        string title = $"Events per {noun}";
        string caption = CaptionOf(spread, noun);
        return new Picture(title, Histogram.Draw(spread.Bins, $"{title}. {caption}", $"events of one {noun}", noun), caption);
    }

    private static string CaptionOf(Spread spread, string noun)
    {
        string all = Numbers.Plural(spread.Count, noun), most = Numbers.Figure(spread.Max);
        if (spread.Count == 1) return $"The only {noun} has {Numbers.Plural((long)spread.Max, "event")}.";
        if (spread.Min == spread.Max) return $"All {all} have {Numbers.Plural((long)spread.Max, "event")}.";
        if (spread.Median == spread.Max) return $"At least half of the {all} have {most} events, the most of all; the one with the fewest has {Numbers.Figure(spread.Min)}.";
        string median = spread.Median == 1 ? "1 event" : $"{Numbers.Figure(spread.Median)} events";
        return $"Half of the {all} have at most {median}; the one with the most has {most}, {spread.Max / spread.Median:#,0.#} times as many.";
    }
}
