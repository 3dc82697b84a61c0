namespace OnnxRecs.Study.Pages;

/// <summary>A picture and what it shows in this data.</summary>
/// <param name="Title">Of what it is a picture.</param>
/// <param name="Svg">One SVG element.</param>
/// <param name="Caption">A sentence with the key number.</param>
public sealed record Picture(string Title, string Svg, string Caption);

/// <summary>Figures as rows, for the terminal and the page alike.</summary>
/// <param name="Title">What they are.</param>
/// <param name="Headers">One for each column; a leading '>' sets the column to the right.</param>
/// <param name="Rows">As many cells as headers.</param>
public sealed record FigureTable(string Title, string[] Headers, IReadOnlyList<string[]> Rows);

/// <summary>One part of a page, or one aspect of what it is about.</summary>
public sealed record Section(string Title)
{
    public IReadOnlyList<FigureTable> Tables { get; init; } = [];

    public IReadOnlyList<Picture> Pictures { get; init; } = [];

    /// <summary>Why something is not shown, in sentences.</summary>
    public IReadOnlyList<string> Absences { get; init; } = [];

    /// <summary>On the page the tables stand open; else they are folded, for those who want the figures behind the pictures.</summary>
    public bool IsOpen { get; init; }
}
