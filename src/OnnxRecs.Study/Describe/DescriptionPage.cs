using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Pages;

namespace OnnxRecs.Study.Describe;

/// <summary>A description as a page.</summary>
public static class DescriptionPage
{
    public static string ToHtml(DatasetDescription set)
    {
        var page = new Page("What the data holds", set.Name, set.Licence, set.Notes);
        IReadOnlyList<Section> sections = Sections.Of(set);
        page.Add(sections[0]);
        if (set.Missing.Count > 0) page.Add("What is missing", set.Missing);
        foreach (Section section in sections.Skip(1)) page.Add(section);
        return page.ToHtml();
    }
}
