using OnnxRecs.Config;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Data;

/// <summary>Reads the data set that the settings name: a published one, fetched where it is not here, or a table of one's own.</summary>
public static class DatasetReader
{
    /// <summary>Everything as read, nothing filtered.</summary>
    /// <exception cref="InputException">The name is unknown, or there is no copy and none can be fetched.</exception>
    /// <exception cref="InvalidDataException">A file is missing or malformed.</exception>
    public static Dataset Read(PipelineConfig config, IReporter reporter, CancellationToken cancellation)
    {
        (LoaderEntry entry, string path) = Locate(config, reporter, cancellation);
        return entry.Load(path, cancellation);
    }

    /// <summary>SHA-256 over the files that <see cref="Read"/> reads.</summary>
    /// <exception cref="InputException">The name is unknown, or there is no copy and none can be fetched.</exception>
    public static string HashOf(PipelineConfig config, IReporter reporter, CancellationToken cancellation)
    {
        (LoaderEntry entry, string path) = Locate(config, reporter, cancellation);
        return DataSource.HashOf(entry, path);
    }

    private static (LoaderEntry Entry, string Path) Locate(PipelineConfig config, IReporter reporter, CancellationToken cancellation)
    {
        if (config.Table is { } table) return (TableLoader.EntryOf(table, config.Dataset), config.DataDirectory);
        using var http = new HttpClient();
        var source = DataSource.FromEnvironment(config.DataDirectory, http, reporter);
        return (LoaderCatalog.Get(config.Dataset), source.LocateAsync(config.Dataset, cancellation).GetAwaiter().GetResult());
    }
}
