using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Pages;

namespace OnnxRecs.Study.Describe;

/// <summary>A description in the order in which it is read: a new aspect is its file and a line here.</summary>
public static class Sections
{
    public static IReadOnlyList<Section> Of(DatasetDescription set) => set.Size.Events == 0
        ? [KeyFigures.Of(set)]
        :
        [
            KeyFigures.Of(set),
            ActivitySection.Of(set),
            TailSection.Of(set),
            ValueSection.Of(set),
            TimeSection.Of(set),
            GenreSection.Of(set),
            TagSection.Of(set),
            PeopleSection.Of(set),
            ColdStartSection.Of(set),
        ];
}
