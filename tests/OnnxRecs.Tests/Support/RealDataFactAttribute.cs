using OnnxRecs.Data.Loaders;

namespace OnnxRecs.Tests.Support;

/// <summary>A test on a published data set, which is not ours to pass on: skipped, with the reason, where there is no copy.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealDataFactAttribute : FactAttribute
{
    /// <param name="files">What the test reads, relative to the folder of data sets.</param>
    public RealDataFactAttribute(params string[] files)
    {
        Files = files;
        string? folder = Environment.GetEnvironmentVariable(DataSource.Variable);
        if (string.IsNullOrEmpty(folder)) Skip = $"{DataSource.Variable} is not set";
        else if (files.FirstOrDefault(file => !File.Exists(Path.Combine(folder, file))) is { } missing) Skip = $"{folder} has no {missing}";
    }

    public string[] Files { get; }

    public static string PathOf(string file) => Path.Combine(Environment.GetEnvironmentVariable(DataSource.Variable)!, file);

    /// <summary>Where the files lie that belong to no archive.</summary>
    public static string Folder => PathOf("");
}
