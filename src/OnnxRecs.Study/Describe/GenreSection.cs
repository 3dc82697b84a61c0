using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Pages;
using OnnxRecs.Study.Plots;

namespace OnnxRecs.Study.Describe;

/// <summary>What kinds of items there are, and which of them are taken.</summary>
internal static class GenreSection
{
    private const int MostShown = 20, LongestName = 40;

    public static Section Of(DatasetDescription set)
    {
        var section = new Section("Genres");
        if (set.Genres is not { } genres) return section with { Absences = ["No item has a genre or category: nothing can be said of what kinds are offered and taken."] };
        return section with
        {
            Pictures = [Offered(genres), Breadth(set.GenreBreadth!, genres)],
            Tables = [TableOf(genres)],
            Absences = [.. Absences(genres, set.Size)],
        };
    }

    private static IEnumerable<string> Absences(GenreCounts genres, SetSize size)
    {
        if (genres.ItemsWithout > 0)
            yield return $"Without a genre: {Numbers.Part(genres.ItemsWithout, size.Items, "item")}, with {Numbers.Percent(genres.EventsWithout, size.Events)} of the events.";
        if (genres.Genres.Length > MostShown) yield return $"Of {Numbers.Count(genres.Genres.Length)} genres the {MostShown} most taken ones are shown.";
    }

    private static FigureTable TableOf(GenreCounts counts) => new(
        "Genres", ["genre", ">items", ">share", ">events", ">share", ">ratio"],
        [.. counts.Genres.Take(MostShown).Select(genre => new[]
        {
            Markup.Shorten(genre.Name, LongestName), Numbers.Count(genre.Items), Numbers.Percent(genre.ShareOfItems),
            Numbers.Count(genre.Events), Numbers.Percent(genre.ShareOfEvents), $"{genre.Ratio:0.00}",
        })]);

    private static Picture Offered(GenreCounts counts)
    {
        const string Title = "What is offered beside what is taken";
        GenreCount first = counts.Genres[0];
        // A genre of one or two items says nothing about genres.
        GenreCount[] common = [.. counts.Genres.Take(MostShown).Where(genre => genre.ShareOfItems >= 0.01).OrderByDescending(genre => genre.Ratio)];
        string caption = $"{first.Name} is taken most: {Numbers.Percent(first.ShareOfEvents)} of the events and {Numbers.Percent(first.ShareOfItems)} of the items.";
        if (common.Length > 1)
        {
            caption += $" Measured by what is offered, {common[0].Name} is taken most often (\u00d7{common[0].Ratio:0.00}) " +
                $"and {common[^1].Name} least (\u00d7{common[^1].Ratio:0.00}).";
        }
        Pair[] rows = [.. counts.Genres.Take(MostShown).Select(genre => new Pair(genre.Name, genre.ShareOfItems, genre.ShareOfEvents))];
        string svg = PairedBars.Draw(rows, $"{Title}. {caption}", "share, % (an item may have several genres)", "share of the items", "share of the events");
        return new Picture(Title, svg, caption);
    }

    private static Picture Breadth(GenreBreadth breadth, GenreCounts counts)
    {
        const string Title = "Different genres that a user meets";
        int all = counts.Genres.Length, users = breadth.Users.Sum();
        int meetAll = breadth.Users.Length > all ? breadth.Users[all] : 0;
        string caption = $"Half of the users meet at most {Numbers.Figure(breadth.Median)} of the {Numbers.Plural(all, "genre")}; " +
            $"all of them: {Numbers.Part(meetAll, users, "user")}.";
        Bar[] bars = [.. breadth.Users.Select((count, genres) => new Bar(Numbers.Plural(genres, "genre"), count, $"{genres}")).Skip(breadth.Users[0] == 0 ? 1 : 0)];
        return new Picture(Title, BarChart.Draw(bars, $"{Title}. {caption}", "different genres", "user"), caption);
    }
}
