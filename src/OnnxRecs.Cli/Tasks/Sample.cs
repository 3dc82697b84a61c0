namespace OnnxRecs.Cli.Tasks;

/// <summary>The invented data set.</summary>
internal static class Sample
{
    /// <summary>Writes its files.</summary>
    public static void Write(string folder, int seed) => throw new NotImplementedException();
}
