namespace OnnxRecs.Tests.Support;

/// <summary>Where the sources lie that these tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OnnxRecs.sln"))) return folder.FullName;
        }
        throw new InvalidOperationException($"No OnnxRecs.sln above {AppContext.BaseDirectory}.");
    }
}
