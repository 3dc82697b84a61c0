using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>What a user is after now, as far as the last items that he liked tell.</summary>
internal static class LastLiked
{
    /// <summary>So many items. More tell of tastes that have passed: by the validation parts of MovieLens 1M and of the sample, 5, 10 and 20 find ever less.</summary>
    public const int Count = 3;

    /// <summary>The last different items, the latest first; fewer where the history is short.</summary>
    public static int[] Of(Query query)
    {
        var items = new List<int>(Count);
        for (int i = query.History.Length - 1; i >= 0 && items.Count < Count; i--)
        {
            if (!items.Contains(query.History[i])) items.Add(query.History[i]);
        }
        return [.. items];
    }
}
