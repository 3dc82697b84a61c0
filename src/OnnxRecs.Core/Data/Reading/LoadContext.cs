using System.Runtime.CompilerServices;
using System.Text;

namespace OnnxRecs.Data.Reading;

/// <summary>What a loader works with. Loading stops at the first problem; a check notes all of them and goes on.</summary>
/// <param name="files">The set's files.</param>
/// <param name="problems">Takes the problems of a check; null: the first one is thrown.</param>
internal sealed class LoadContext(DataFiles files, ProblemList? problems = null)
{
    public bool Has(string file) => files.Has(file);

    /// <summary>How messages call a file.</summary>
    public string NameOf(string file) => files.NameOf(file);

    /// <summary>Hands each row of a file to <paramref name="each"/>, which reads all its fields and then adds what it read.</summary>
    /// <exception cref="InvalidDataException">Something is wrong, and this is no check.</exception>
    public void Rows(string file, RowFormat format, Action<RowReader> each)
    {
        try
        {
            ReadRows(file, format, each);
        }
        catch (InvalidDataException error) when (problems is not null)
        {
            problems.Add(Problem.Of(error));
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
        catch (InvalidDataException error) when (problems is not null)
        {
            problems.Add(Problem.Of(error));
        }
    }

    /// <summary>Notes a problem, or throws it where this is no check.</summary>
    /// <exception cref="InvalidDataException">This is no check.</exception>
    public void Report(Problem problem)
    {
        if (problems is null) throw problem.ToException();
        problems.Add(problem);
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
        using var rows = new RowReader(NameOf(file), stream, format);
        if (format.Header is { } header)
        {
            if (!rows.Next()) throw new Problem(NameOf(file), 0, "rows", "the header", $"is empty, expected the header '{header}'").ToException();
            rows.Header(header);
        }
        bool any = false;
        for (; rows.Next(); any = true)
        {
            try
            {
                each(rows);
            }
            catch (InvalidDataException error) when (problems is not null)
            {
                problems.Add(Problem.Of(error));
            }
        }
        if (!any && !format.MayBeEmpty) throw new Problem(NameOf(file), 0, "rows", "at least one row", "has no rows, expected at least one").ToException();
    }

    private byte[] ReadWhole(string file, int maxLength)
    {
        try
        {
            using Stream stream = files.Open(file);
            using var bytes = new MemoryStream();
            byte[] buffer = new byte[1 << 16];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > maxLength) throw new Problem(NameOf(file), 0, "content", $"at most {maxLength:N0} bytes", $"is longer than the {maxLength:N0} bytes that are expected").ToException();
            }
            return bytes.ToArray();
        }
        catch (Exception error) when (BadContent.Caused(error) && !Problem.IsIn(error))
        {
            throw new Problem(NameOf(file), 0, "content", "a whole file", $"cannot be read on ({error.Message.TrimEnd('.')}). Delete it and fetch it again").ToException(error);
        }
    }
}
