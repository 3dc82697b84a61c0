using OnnxRecs.Data.Loaders;

namespace OnnxRecs.Tests.Support;

/// <summary>A test on a published data set, which is not ours to pass on: skipped, with the reason, where there is no copy.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealDataFactAttribute : FactAttribute
{
    public RealDataFactAttribute(string archive)
    {
        Archive = archive;
        string? folder = Environment.GetEnvironmentVariable(DataSource.Variable);
        if (string.IsNullOrEmpty(folder)) Skip = $"{DataSource.Variable} is not set";
        else if (!File.Exists(Path.Combine(folder, archive))) Skip = $"{folder} has no {archive}";
    }

    public string Archive { get; }

    public static string PathOf(string archive) => Path.Combine(Environment.GetEnvironmentVariable(DataSource.Variable)!, archive);
}
