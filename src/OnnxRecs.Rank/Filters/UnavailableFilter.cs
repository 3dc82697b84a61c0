using OnnxRecs.Data;

namespace OnnxRecs.Rank.Filters;

/// <summary>What cannot be had now, such as what is out of stock.</summary>
public sealed record UnavailableOptions : ItemFilterOptions
{
    /// <summary>Outside ids.</summary>
    public string[] Items { get; init; } = [];

    /// <summary>A text file with one outside id on each line; ids that the data do not have are passed over, as a stock has more than what was ever bought.</summary>
    public string File { get; init; } = "";
}

/// <summary>Drops what is unavailable.</summary>
public static class UnavailableFilter
{
    /// <exception cref="InputException">An item of the settings is unknown, or the file is missing.</exception>
    public static IFilter Create(UnavailableOptions options, PreparedData data)
    {
        bool[] forbidden = new bool[data.ItemCount];
        foreach (int item in ItemIds.Require(options.Items, "$.rank.filters.unavailable.items", data)) forbidden[item] = true;
        foreach (string line in LinesOf(options.File))
        {
            if (data.Items.IndexOf(line.Trim()) is int item and >= 0) forbidden[item] = true;
        }
        return new CatalogueFilter("unavailable", forbidden);
    }

    private static IEnumerable<string> LinesOf(string file)
    {
        if (file.Length == 0) return [];
        return File.Exists(file) ? File.ReadLines(file) : throw new InputException($"$.rank.filters.unavailable.file: {file} is missing");
    }
}
