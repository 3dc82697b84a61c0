using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Plots;

namespace OnnxRecs.Study.Describe;

/// <summary>What kinds of items there are, and which of them are taken.</summary>
internal static class GenreSection
{
    private const int MostShown = 20, LongestName = 70;

    public static Section Of(DatasetDescription set)
    {
        var section = new Section("Genres and tags")
        {
            Tables = [.. set.Genres is { } genres ? new[] { TableOf(genres) } : [], .. set.Tags is { } tags ? new[] { TableOf(tags, set.Size) } : []],
        };
        return section with
        {
            Pictures = set.Genres is { } known ? [Offered(known), .. set.GenreBreadth is { } breadth ? new[] { Breadth(breadth, known) } : []] : [],
            Absences =
            [
                .. set.Genres is null ? new[] { "No item has a genre or category: nothing can be said of what kinds are offered and taken." }
                    : set.Genres.ItemsWithout > 0 ? 
                    [
                        $"Without a genre: {Numbers.Part(set.Genres.ItemsWithout, set.Size.Items, "item")}, " +
                        $"with {Numbers.Percent(set.Genres.EventsWithout, set.Size.Events)} of the events.",
                    ]
                    : [],
                .. set.Genres is { Genres.Length: > MostShown } ? new[] { $"Of {set.Genres.Genres.Length} genres the {MostShown} most taken ones are shown." } : [],
                .. set.Tags is null ? new[] { "No item has tags." } : [],
            ],
        };
    }

    private static FigureTable TableOf(GenreCounts counts) => new(
        "Genres", ["genre", ">items", ">share", ">events", ">share", ">ratio"],
        [.. counts.Genres.Take(MostShown).Select(genre => new[]
        {
            Markup.Shorten(genre.Name, LongestName), Numbers.Count(genre.Items), Numbers.Percent(genre.ShareOfItems),
            Numbers.Count(genre.Events), Numbers.Percent(genre.ShareOfEvents), $"{genre.Ratio:0.00}",
        })]);

    private static FigureTable TableOf(TopTags tags, SetSize size) => new(
        $"The commonest of {Numbers.Count(tags.Distinct)} tags; {Numbers.Plural(tags.TaggedItems, "item")} of {Numbers.Count(size.Items)} have any",
        ["tag", ">items"], [.. tags.Top.Select(tag => new[] { Markup.Shorten(tag.Name, LongestName), Numbers.Count(tag.Items) })]);

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
