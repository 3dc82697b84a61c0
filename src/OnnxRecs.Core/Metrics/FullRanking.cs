using System.Numerics.Tensors;
using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Metrics;

/// <summary>Scores every item for each of some users. Higher is better; negative infinity excludes an item.</summary>
/// <param name="users">Dense user indexes.</param>
/// <param name="scores">Takes [users, items], row after row.</param>
public delegate void ScoreUsers(ReadOnlySpan<int> users, Memory<float> scores);

/// <summary>Ranks the whole catalogue for each user: no sampled negatives, which only AUC survives (Krichene and Rendle, KDD 2020).</summary>
/// <remarks>
/// The one place that masks what a user has seen when ranking fully. Equal scores are ordered by the lower item index (<see cref="TopK"/>).
/// The lists do not depend on the size of the blocks or on the number of cores.
/// </remarks>
public static class FullRanking
{
    /// <summary>Users in a block at most: enough for a model to work in batches.</summary>
    public const int MaxBlock = 256;

    // 64 MB of scores; a larger catalogue gets smaller blocks.
    private const int MaxScores = 1 << 24;

    /// <summary>The k best items that each user has not seen. Cost: the scores, and O(items log k) per user shared by the cores.</summary>
    /// <param name="data">Says what was seen.</param>
    /// <param name="phase">Before which events "seen" is meant.</param>
    /// <param name="users">Dense user indexes, such as <see cref="PreparedData.UsersWithTargets"/>.</param>
    /// <param name="k">Length of the lists; a list is shorter where fewer items are unseen.</param>
    /// <param name="score">Called for one block after another, never at the same time.</param>
    /// <returns>A list for each user, best first.</returns>
    /// <exception cref="ArithmeticException">A score is not a number.</exception>
    public static int[][] Rank(PreparedData data, Phase phase, int[] users, int k, ScoreUsers score, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        int items = data.ItemCount;
        int block = Math.Clamp(MaxScores / Math.Max(items, 1), 1, MaxBlock);
        float[] scores = new float[Math.Min(block, users.Length) * items];
        int[][] lists = new int[users.Length][];
        for (int start = 0; start < users.Length; start += block)
        {
            cancellation.ThrowIfCancellationRequested();
            int first = start;
            int count = Math.Min(block, users.Length - start);
            score(users.AsSpan(start, count), scores.AsMemory(0, count * items));
            Check(scores.AsSpan(0, count * items), users.AsSpan(start), items);
            Parallel.For(0, count, i => lists[first + i] = Best(data, phase, users[first + i], k, scores.AsSpan(i * items, items)));
        }
        return lists;
    }

    private static void Check(ReadOnlySpan<float> scores, ReadOnlySpan<int> users, int items)
    {
        // The greatest of values with a NaN among them is that NaN.
        if (TensorPrimitives.IndexOfMax(scores) is int top and >= 0 && float.IsNaN(scores[top]))
            throw new ArithmeticException($"User {users[top / items]}: the score of item {top % items} is not a number.");
    }

    private static int[] Best(PreparedData data, Phase phase, int user, int k, Span<float> scores)
    {
        foreach (int item in data.SeenOf(user, phase)) scores[item] = float.NegativeInfinity;
        int[] best = new int[Math.Min(k, scores.Length)];
        int found = TopK.Select(scores, best);
        return found == best.Length ? best : best[..found];
    }
}
