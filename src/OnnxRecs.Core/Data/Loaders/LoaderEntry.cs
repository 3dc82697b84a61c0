using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>A file of a data set.</summary>
/// <param name="Name">Inside the set's folder or archive; of a set without archive its place in the folder of data sets. It may also lie there with ".gz".</param>
/// <param name="Address">Where the publisher offers it; null: it comes in the archive, or is not offered.</param>
/// <param name="IsOptional">Whether the set can be read without it.</param>
public sealed record DataFile(string Name, Uri? Address = null, bool IsOptional = false)
{
    /// <summary>Where a fetched copy goes: packed as it is offered.</summary>
    public string FetchedName => Address?.AbsolutePath.EndsWith(".gz", StringComparison.Ordinal) == true ? Name + ".gz" : Name;
}

/// <summary>What a check of a data set found.</summary>
/// <param name="Dataset">What could be read, without the rows that are wrong; null where a file is missing or damaged, or no event is right.</param>
/// <param name="Repeats">How many events repeat an earlier one of their user with the same item.</param>
/// <param name="Problems">By file, column and expectation.</param>
public sealed record CheckResult(Dataset? Dataset, int Repeats, IReadOnlyList<ProblemGroup> Problems);

/// <summary>A data set that can be read.</summary>
public sealed class LoaderEntry
{
    internal const string EventsColumn = "events";
    internal const string RepeatsColumn = "duplicate key";

    private readonly Func<LoaderEntry, LoadContext, Dataset> _read;

    internal LoaderEntry(string name, string summary, ValueKind kind, Func<LoaderEntry, LoadContext, Dataset> read)
    {
        (Name, Summary, Kind, _read) = (name, summary, kind, read);
    }

    /// <summary>The published name, also the name of its folder.</summary>
    public string Name { get; }

    /// <summary>What it is, in one line.</summary>
    public string Summary { get; }

    /// <summary>What its values are.</summary>
    public ValueKind Kind { get; }

    /// <summary>One line on the terms of use.</summary>
    public required string Licence { get; init; }

    /// <summary>Who is to be cited; empty: nobody asks for it.</summary>
    public string Citation { get; init; } = "";

    /// <summary>All files that are read.</summary>
    public required IReadOnlyList<DataFile> Files { get; init; }

    /// <summary>Where the publisher offers the archive of all files; null where there is none.</summary>
    public Uri? Address { get; init; }

    /// <summary>The publisher's MD5 of the archive; null where none is published. It tells a damaged copy, not a forged one.</summary>
    public string? Md5 { get; init; }

    /// <summary>How many events were published; null: that is not known, or changes.</summary>
    public int? EventCount { get; init; }

    /// <summary>Whether no user has an item twice in what was published.</summary>
    public bool HasUniquePairs { get; init; }

    /// <summary>What many sets of one kind are listed as, such as "amazon-2014-CATEGORY"; null: the set is listed by itself.</summary>
    public string? Family { get; init; }

    /// <summary>Whether bare file names are looked for in inner folders too, as archives wrap them.</summary>
    internal bool IsDeep { get; init; } = true;

    /// <summary>File name of the published archive, or null.</summary>
    public string? Archive => Address is null ? null : Path.GetFileName(Address.LocalPath);

    /// <summary>Where the publisher offers it: the archive, or each file.</summary>
    public IEnumerable<Uri> Addresses => Address is null ? Files.Select(file => file.Address).OfType<Uri>() : [Address];

    /// <summary>Terms and citation in one line.</summary>
    public string Terms => Citation.Length == 0 ? Licence : $"{Licence}; cite {Citation}";

    /// <summary>Reads the set from a folder or from the published zip.</summary>
    /// <param name="path">The folder or archive.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="InvalidDataException">A file is missing or malformed; the message names file, line, found and expected.</exception>
    public Dataset Load(string path, CancellationToken cancellation = default) => _read(this, new LoadContext(FilesAt(path), null, cancellation));

    /// <summary>Reads the set to its end whatever is wrong with it.</summary>
    public CheckResult Check(string path, CancellationToken cancellation = default)
    {
        var problems = new ProblemList();
        var context = new LoadContext(FilesAt(path), problems, cancellation);
        Dataset? dataset = null;
        try
        {
            dataset = _read(this, context);
        }
        catch (InvalidDataException error)
        {
            problems.Add(Problem.Of(error));
        }
        catch (InputException error)
        {
            problems.Add(Problem.Of(error));
        }
        if (context.IsBroken || dataset is null || dataset.Interactions.Count == 0) return new CheckResult(null, 0, problems.Groups);
        List<int> repeats = RepeatedPairs.Of(dataset.Interactions);
        CheckAsPublished(dataset, repeats, problems);
        return new CheckResult(dataset, repeats.Count, problems.Groups);
    }

    /// <summary>What reading cannot tell: that half of the rows are missing, or stand there twice.</summary>
    private void CheckAsPublished(Dataset dataset, List<int> repeats, ProblemList problems)
    {
        int count = dataset.Interactions.Count;
        // Where rows are wrong the count differs for that reason.
        if (problems.Groups.Count == 0 && EventCount is { } expected && count != expected)
            problems.Add(new Problem(Name, 0, EventsColumn, $"{expected:N0} events", $"has {count:N0} event{(count == 1 ? "" : "s")}, expected {expected:N0} as published"));
        if (!HasUniquePairs) return;
        DatasetFacts facts = dataset.Facts;
        foreach (int i in repeats)
        {
            string pair = $"user {facts.Users[dataset.Interactions.Users[i]]} and item {facts.Items[dataset.Interactions.Items[i]]}";
            problems.Add(new Problem(Name, 0, RepeatsColumn, "each user and item once", $"has {pair} more than once, expected once as published"));
        }
    }

    /// <summary>The set's files in a folder or an archive.</summary>
    internal DataFiles FilesAt(string path) => new(path, IsDeep, canFetch: Addresses.Any());

    /// <summary>The facts of a set that has been read.</summary>
    internal DatasetFacts FactsOf(EventSet events, ItemCatalog catalog, UserCatalog? people = null, params string[] notes) =>
        new(Name, Terms, Kind, events.Users, events.Items, catalog, people) { Notes = notes };
}
