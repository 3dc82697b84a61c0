namespace OnnxRecs.Rank.Rerank.Terms;

/// <summary>Arrays that are used again and grow where a longer list comes.</summary>
internal static class Room
{
    /// <summary>The first <paramref name="length"/> entries, with whatever was in them, or of a new array where it was too short.</summary>
    public static Span<T> For<T>(ref T[] array, int length)
    {
        if (array.Length < length) array = new T[Math.Max(length, 2 * array.Length)];
        return array.AsSpan(0, length);
    }
}
