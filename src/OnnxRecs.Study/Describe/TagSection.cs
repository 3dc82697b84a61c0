using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Pages;

namespace OnnxRecs.Study.Describe;

/// <summary>The words that people give to items.</summary>
internal static class TagSection
{
    private const int LongestName = 70;

    public static Section Of(DatasetDescription set)
    {
        var section = new Section("Tags");
        if (set.Tags is not { } tags) return section with { Absences = ["No item has tags."] };
        string title = $"The commonest of {Numbers.Plural(tags.Distinct, "tag")}. With any tag: {Numbers.Part(tags.TaggedItems, set.Size.Items, "item")}";
        string[][] rows = [.. tags.Top.Select(tag => new[] { Markup.Shorten(tag.Name, LongestName), Numbers.Count(tag.Items) })];
        return section with { IsOpen = true, Tables = [new FigureTable(title, ["tag", ">items"], rows)] };
    }
}
