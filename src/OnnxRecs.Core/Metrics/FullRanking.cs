using System.Buffers;
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
/// The results do not depend on the size of the blocks or on the number of cores.
/// </remarks>
public static class FullRanking
{
    /// <summary>Users in a block at most: enough for a model to work in batches.</summary>
    public const int MaxBlock = 256;

    // 64 MB of scores; a larger catalogue gets smaller blocks.
    private const int MaxScores = 1 << 24;

    /// <summary>The best items that each user has not seen, and what else is read off the same scores while they are in the cache.</summary>
    /// <remarks>
    /// Cost besides the scores, shared by the cores: O(items) and a little more for the lists and O(items * targets) for AUC and ranks per user. Memory: one
    /// block of scores.
    /// </remarks>
    /// <param name="data">Says what was seen.</param>
    /// <param name="phase">Before which events "seen" is meant, and which part is sought.</param>
    /// <param name="users">Dense user indexes, such as <see cref="PreparedData.UsersWithTargets"/>.</param>
    /// <param name="k">Length of the lists; a list is shorter where fewer items are unseen.</param>
    /// <param name="score">Called for one block after another, never at the same time.</param>
    /// <param name="negatives">For each of <paramref name="users"/> the items to rank the targets among, or null.</param>
    /// <param name="rated">Whether to rank the rated items of the phase's part as well.</param>
    /// <param name="events">Whether to rank each liked event of the phase's part among all items as well.</param>
    /// <param name="cancellation">Looked at before each block.</param>
    /// <exception cref="ArgumentException">There are not as many lists of negatives as users.</exception>
    /// <exception cref="ArithmeticException">A score is not a number.</exception>
    public static FullRankingResult Rank(
        PreparedData data, Phase phase, int[] users, int k, ScoreUsers score, int[][]? negatives = null, bool rated = false, bool events = false, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        if (negatives is not null && negatives.Length != users.Length) throw new ArgumentException($"{negatives.Length} users have negatives where {users.Length} are ranked.", nameof(negatives));
        int items = data.ItemCount;
        int block = Math.Clamp(MaxScores / Math.Max(items, 1), 1, MaxBlock);
        float[] scores = new float[Math.Min(block, users.Length) * items];
        int[] faults = new int[block];
        Interactions sought = phase == Phase.Test ? data.Split.Test : data.Split.Validation;
        var result = new FullRankingResult(
            new int[users.Length][], new float[users.Length], new int[users.Length][], negatives is null ? null : new int[users.Length][], rated ? new int[users.Length][] : null,
            events ? new int[users.Length][] : null);
        for (int start = 0; start < users.Length; start += block)
        {
            cancellation.ThrowIfCancellationRequested();
            int first = start;
            int count = Math.Min(block, users.Length - start);
            score(users.AsSpan(start, count), scores.AsMemory(0, count * items));
            Parallel.For(0, count, i =>
            {
                (int at, int user) = (first + i, users[first + i]);
                Span<float> row = scores.AsSpan(i * items, items);
                faults[i] = Auc.Numbers(row) == items ? 0 : 1;
                if (faults[i] != 0) return;
                if (result.EventRanks is { } places) places[at] = [.. Liked(sought, user, data.Relevance).Select(item => RankOf(item, scores.AsSpan(i * items, items)))];
                // NaN stands for "seen" from here on: TopK and Auc both pass over it, and it is never mistaken for a score.
                foreach (int item in data.SeenOf(user, phase)) row[item] = float.NaN;
                ReadOnlySpan<int> targets = data.TargetsOf(user, phase);
                result.Lists[at] = Best(row, k);
                result.Ranks[at] = new int[targets.Length];
                result.Auc[at] = Auc.Of(row, targets, result.Ranks[at]);
                if (result.SampledLists is { } sampled) sampled[at] = Order(row, targets, negatives![at]);
                if (result.RatedLists is { } ordered) ordered[at] = Order(row, sought.HistoryOf(user), []);
            });
            ThrowIfAny(faults.AsSpan(0, count), users.AsSpan(start), scores, items);
        }
        return result;
    }

    private static void ThrowIfAny(ReadOnlySpan<int> faults, ReadOnlySpan<int> users, ReadOnlySpan<float> scores, int items)
    {
        if (faults.IndexOf(1) is not (int row and >= 0)) return;
        int item = 0;
        while (!float.IsNaN(scores[row * items + item])) item++;
        throw new ArithmeticException($"User {users[row]}: the score of item {item} is not a number.");
    }

    private static IEnumerable<int> Liked(Interactions sought, int user, float relevance)
    {
        (int from, int count) = sought.EventsOf(user).GetOffsetAndLength(sought.Count);
        for (int e = from; e < from + count; e++)
        {
            if (sought.Values[e] >= relevance) yield return sought.Items[e];
        }
    }

    /// <summary>How many items come before one, by the tie rule of <see cref="TopK"/>.</summary>
    private static int RankOf(int item, ReadOnlySpan<float> scores) =>
        float.IsNegativeInfinity(scores[item]) ? int.MaxValue : TopK.CountAbove(scores, scores[item]) + scores[..item].Count(scores[item]);

    private static int[] Best(ReadOnlySpan<float> scores, int k)
    {
        int[] best = new int[Math.Min(k, scores.Length)];
        int found = TopK.Select(scores, best);
        return found == best.Length ? best : best[..found];
    }

    /// <summary>The distinct unseen items among both, best first, by the tie rule of <see cref="TopK"/>.</summary>
    private static int[] Order(ReadOnlySpan<float> scores, ReadOnlySpan<int> some, ReadOnlySpan<int> others)
    {
        ulong[] rented = ArrayPool<ulong>.Shared.Rent(some.Length + others.Length);
        int count = 0;
        for (int i = 0; i < some.Length + others.Length; i++)
        {
            int item = i < some.Length ? some[i] : others[i - some.Length];
            if (scores[item] > float.NegativeInfinity) rented[count++] = ScoreKey.Pack(scores[item], item);
        }
        Span<ulong> keys = rented.AsSpan(0, count);
        keys.Sort();
        int[] items = new int[count];
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            // Equal keys are one item named twice.
            if (i == 0 || keys[i] != keys[i - 1]) items[kept++] = ScoreKey.Item(keys[i]);
        }
        ArrayPool<ulong>.Shared.Return(rented);
        return kept == count ? items : items[..kept];
    }
}
