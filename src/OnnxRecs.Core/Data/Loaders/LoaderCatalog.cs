namespace OnnxRecs.Data.Loaders;

/// <summary>A data set that can be read.</summary>
public sealed class LoaderEntry
{
    internal LoaderEntry(string name, Func<DataFiles, string, string, Dataset> read, string licence, string? address = null)
    {
        Name = name;
        Read = read;
        Licence = licence;
        Address = address is null ? null : new Uri(address);
    }

    /// <summary>The published name, also the name of its folder.</summary>
    public string Name { get; }

    /// <summary>One line on the terms of use.</summary>
    public string Licence { get; }

    /// <summary>Where the publisher offers the archive; null where there is none to fetch.</summary>
    public Uri? Address { get; }

    /// <summary>File name of the published archive, or null.</summary>
    public string? Archive => Address is null ? null : Path.GetFileName(Address.LocalPath);

    private Func<DataFiles, string, string, Dataset> Read { get; }

    /// <summary>Reads the set from a folder or from the published zip.</summary>
    /// <exception cref="InvalidDataException">A file is missing or malformed; the message names file, line, found and expected.</exception>
    public Dataset Load(string path) => Read(new DataFiles(path), Name, Licence);
}

/// <summary>The table of data sets: a new one is its loader's file and a line here.</summary>
public static class LoaderCatalog
{
    private const string GroupLens = "https://files.grouplens.org/datasets/movielens";
    private const string Cite = "cite Harper and Konstan 2015";

    public static IReadOnlyList<LoaderEntry> All { get; } =
    [
        new("sample", MovieLensLatest.Load, "Invented data, CC0"),
        new("ml-latest-small", MovieLensLatest.Load, $"GroupLens: non-commercial research, same terms when passed on; {Cite}", $"{GroupLens}/ml-latest-small.zip"),
        new("ml-100k", MovieLens100K.Load, $"GroupLens: non-commercial research, not to be passed on; {Cite}", $"{GroupLens}/ml-100k.zip"),
        new("ml-1m", MovieLens1M.Load, $"GroupLens: non-commercial research, not to be passed on; {Cite}", $"{GroupLens}/ml-1m.zip"),
    ];

    /// <exception cref="InputException">There is no such data set; the message lists those there are.</exception>
    public static LoaderEntry Get(string name) =>
        All.FirstOrDefault(entry => entry.Name == name)
        ?? throw new InputException($"There is no data set '{name}'. Known: {string.Join(", ", All.Select(entry => entry.Name))}.");
}
