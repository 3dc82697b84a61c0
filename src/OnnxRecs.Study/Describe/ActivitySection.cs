using OnnxRecs.Study.Analysis;
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
        string caption = spread.Min == spread.Max
            ? $"{(spread.Count == 1 ? $"The only {noun} has" : $"All {Numbers.Plural(spread.Count, noun)} have")} {Numbers.Plural((long)spread.Min, "event")}."
            : spread.Median == spread.Max
            ? $"At least half of the {Numbers.Plural(spread.Count, noun)} have {Numbers.Figure(spread.Max)} events, the most of all; the one with the fewest has {Numbers.Figure(spread.Min)}."
            : $"Half of the {Numbers.Plural(spread.Count, noun)} have at most {(spread.Median == 1 ? "1 event" : $"{Numbers.Figure(spread.Median)} events")}; the one with the most has " +
              $"{Numbers.Figure(spread.Max)}, {spread.Max / spread.Median:#,0.#} times as many.";
        return new Picture(title, Histogram.Draw(spread.Bins, $"{title}. {caption}", $"events of one {noun}", noun), caption);
    }
}
