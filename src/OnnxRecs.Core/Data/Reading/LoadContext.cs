using System.Runtime.CompilerServices;
using System.Text;

namespace OnnxRecs.Data.Reading;

/// <summary>What a loader works with. Loading stops at the first problem; a check notes all of them and goes on.</summary>
/// <param name="files">The set's files.</param>
/// <param name="problems">Takes the problems of a check; null: the first one is thrown.</param>
/// <param name="cancellation">Ends the reading.</param>
internal sealed class LoadContext(DataFiles files, ProblemList? problems = null, CancellationToken cancellation = default)
{
    private readonly HashSet<string> _broken = new(StringComparer.Ordinal);

    /// <summary>Whether a file is missing, damaged, or something else than it should be: what was read is not the set.</summary>
    public bool IsBroken => _broken.Count > 0;

    public bool Has(string file) => files.Has(file);

    /// <summary>How messages call a file.</summary>
    public string NameOf(string file) => files.NameOf(file);

    /// <summary>Hands each row of a file to <paramref name="each"/>, which reads all its fields and then adds what it read.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="format">How its rows are written.</param>
    /// <param name="each">Throws <see cref="InvalidDataException"/> where a row is not what it should be.</param>
    /// <param name="against">Files that the rows are compared with: where one could not be read, every row would be wrong, so none is looked at.</param>
    /// <exception cref="InvalidDataException">Something is wrong, and this is no check.</exception>
    public void Rows(string file, RowFormat format, Action<RowReader> each, params ReadOnlySpan<string> against)
    {
        foreach (string other in against)
        {
            if (_broken.Contains(other)) return;
        }
        try
        {
            ReadRows(file, format, each);
        }
        catch (InvalidDataException error)
        {
            Break(file, files.DamageOf(file, cancellation) ?? error);
        }
        catch (InputException) when (files.DamageOf(file, cancellation) is not null)
        {
            Break(file, files.DamageOf(file, cancellation)!);
        }
    }

    /// <summary>A whole file.</summary>
    /// <param name="file">Its name.</param>
    /// <param name="maxLength">A longer one is refused.</param>
    /// <param name="use">Works on the bytes.</param>
    /// <exception cref="InvalidDataException">Something is wrong, and this is no check.</exception>
    public void Whole(string file, int maxLength, Action<byte[]> use)
    {
        try
        {
            use(ReadWhole(file, maxLength));
        }
        catch (InvalidDataException error)
        {
            Break(file, error);
        }
    }

    /// <summary>
    /// Notes what the files as a whole have wrong, or throws it where this is no check. Where a file could not be read that is passed over: it only
    /// follows from it.
    /// </summary>
    /// <exception cref="InvalidDataException">This is no check.</exception>
    public void Report(Problem problem)
    {
        if (problems is null) throw problem.ToException();
        if (!IsBroken) problems.Add(problem);
    }

    /// <summary>Notes that rows are missing, or throws where this is no check.</summary>
    /// <param name="file">Where they should be.</param>
    /// <param name="what">What each is for, such as "film".</param>
    /// <param name="ids">The ids that have no row.</param>
    public void ReportMissing(string file, string what, IEnumerable<string> ids)
    {
        foreach (string id in ids) Report(new Problem(NameOf(file), 0, what, $"a row for each {what} that events have", $"has no row for {what} {id}, which has events"));
    }

    [MethodImpl(Hot.Code)]
    private void ReadRows(string file, RowFormat format, Action<RowReader> each)
    {
        Stream stream = files.Open(file);
        if (format.Foreign is { } foreign) stream = Encoding.CreateTranscodingStream(stream, foreign, Encoding.UTF8);
        using var rows = new RowReader(NameOf(file), stream, format, cancellation);
        if (format.Header is { } header)
        {
            if (!rows.Next()) throw new Problem(NameOf(file), 0, "rows", "the header", $"is empty, expected the header '{header}'").ToException();
            rows.Header(header);
        }
        bool any = false, isWhole = false;
        for (; rows.Next(); any = true)
        {
            try
            {
                each(rows);
            }
            catch (InvalidDataException error) when (problems is not null)
            {
                if (!isWhole && files.DamageOf(file, cancellation) is { } damage) throw damage;
                isWhole = true;
                problems.Add(Problem.Of(error));
            }
        }
        if (!any && !format.MayBeEmpty) throw new Problem(NameOf(file), 0, "rows", "at least one row", "has no rows, expected at least one").ToException();
    }

    private byte[] ReadWhole(string file, int maxLength)
    {
        using Stream stream = files.Open(file);
        using var bytes = new MemoryStream();
        byte[] buffer = new byte[1 << 16];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            cancellation.ThrowIfCancellationRequested();
            bytes.Write(buffer, 0, read);
            if (bytes.Length > maxLength) throw new Problem(NameOf(file), 0, "content", $"at most {maxLength:N0} bytes", $"is longer than the {maxLength:N0} bytes that are expected").ToException();
        }
        return bytes.ToArray();
    }

    private void Break(string file, InvalidDataException error)
    {
        if (problems is null) throw error;
        _broken.Add(file);
        problems.Add(Problem.Of(error));
    }
}
