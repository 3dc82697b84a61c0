namespace OnnxRecs.Numerics;

/// <summary>The k best of many scores.</summary>
/// <remarks>Tie rule of the whole project: equal scores are ordered by the lower item index. NaN and negative infinity are never chosen.</remarks>
public static class TopK
{
    /// <summary>Writes the indices of the best scores, best first, and returns how many there are. Cost O(n log k), no allocation.</summary>
    /// <param name="scores">One score for each index.</param>
    /// <param name="best">Takes up to its length of indices.</param>
    public static int Select(ReadOnlySpan<float> scores, Span<int> best)
    {
        if (best.IsEmpty) return 0;
        int count = 0;
        float floor = float.NegativeInfinity;
        for (int i = 0; i < scores.Length; i++)
        {
            float score = scores[i];
            // An index above all chosen ones loses every tie, so only a higher score enters a full heap.
            if (!(score > floor)) continue;
            if (count < best.Length)
            {
                best[count] = i;
                SiftUp(scores, best, count++);
                if (count < best.Length) continue;
            }
            else
            {
                best[0] = i;
                SiftDown(scores, best, 0, count);
            }
            floor = scores[best[0]];
        }
        for (int end = count - 1; end > 0; end--)
        {
            (best[0], best[end]) = (best[end], best[0]);
            SiftDown(scores, best, 0, end);
        }
        return count;
    }

    private static bool Worse(ReadOnlySpan<float> scores, int a, int b) => scores[a] < scores[b] || (scores[a] == scores[b] && a > b);

    private static void SiftUp(ReadOnlySpan<float> scores, Span<int> heap, int at)
    {
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!Worse(scores, heap[at], heap[parent])) return;
            (heap[at], heap[parent]) = (heap[parent], heap[at]);
            at = parent;
        }
    }

    private static void SiftDown(ReadOnlySpan<float> scores, Span<int> heap, int at, int count)
    {
        while (true)
        {
            int child = 2 * at + 1;
            if (child >= count) return;
            if (child + 1 < count && Worse(scores, heap[child + 1], heap[child])) child++;
            if (!Worse(scores, heap[child], heap[at])) return;
            (heap[at], heap[child]) = (heap[child], heap[at]);
            at = child;
        }
    }
}
