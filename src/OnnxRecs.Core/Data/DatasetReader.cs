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
    public static Dataset Read(PipelineConfig config, IReporter reporter, CancellationToken cancellation) => config.Table is { } table
        ? TableLoader.Load(table, config.DataDirectory, config.Dataset)
        : LoaderCatalog.Get(config.Dataset).Load(Locate(config, reporter, cancellation));

    /// <summary>SHA-256 over the files that <see cref="Read"/> reads.</summary>
    /// <exception cref="InputException">The name is unknown, or there is no copy and none can be fetched.</exception>
    public static string HashOf(PipelineConfig config, IReporter reporter, CancellationToken cancellation) => config.Table is { } table
        ? DataSource.HashOf(TableLoader.FilesOf(table, config.DataDirectory), config.DataDirectory)
        : DataSource.HashOf(LoaderCatalog.Get(config.Dataset), Locate(config, reporter, cancellation));

    private static string Locate(PipelineConfig config, IReporter reporter, CancellationToken cancellation)
    {
        using var http = new HttpClient();
        return DataSource.FromEnvironment(config.DataDirectory, http, reporter).LocateAsync(config.Dataset, cancellation).GetAwaiter().GetResult();
    }
}
