namespace OnnxRecs.Pipeline;

/// <summary>Which sources gave the items of many lists.</summary>
/// <param name="Sources">Names, in the order in which they were asked; at most <see cref="MaxSources"/>.</param>
/// <param name="Given">For each list and each of its items a byte: bit s is set where source s gave it. It counts for the lowest of them.</param>
public sealed record Provenance(string[] Sources, byte[][] Given)
{
    public const int MaxSources = 8;

    /// <summary>Names of the sources whose bits are set.</summary>
    public static string[] NamesOf(string[] sources, byte given) => [.. sources.Where((_, source) => (given >> source & 1) != 0)];
}
