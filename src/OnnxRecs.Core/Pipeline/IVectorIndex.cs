namespace OnnxRecs.Pipeline;

/// <summary>Finds the vectors with the greatest inner product to a query.</summary>
public interface IVectorIndex
{
    int Dim { get; }

    int Count { get; }

    /// <summary>Fills <paramref name="items"/> and <paramref name="scores"/> (equal lengths), best first, and returns how many were found. Thread-safe.</summary>
    int Search(ReadOnlySpan<float> query, Span<int> items, Span<float> scores);
}
