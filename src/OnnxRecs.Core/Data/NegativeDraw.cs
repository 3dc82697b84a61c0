using OnnxRecs.Numerics;

namespace OnnxRecs.Data;

/// <summary>Draws for each test user some items that the user has never met, to rank the targets among: sampled evaluation.</summary>
/// <remarks>
/// Figures of such a ranking depend on the draw and may even order models otherwise than a full ranking does (Krichene and Rendle, KDD 2020); they
/// are for comparison with papers that have nothing else. An item's chance is proportional to (events in the training part + 1)^beta: the 1
/// keeps items possible that nobody has met, and beta 0 is uniform. Without repeats: each next item is drawn from those that are left.
/// </remarks>
public static class NegativeDraw
{
    private const ulong Stream = 0x4e46;

    // Vain draws for each item that is wanted, until all that is left is looked at instead.
    private const int Patience = 20;

    /// <summary>For each user <paramref name="count"/> distinct items, ascending, that are in none of the user's parts; all of them where there are not so many.</summary>
    /// <remarks>Cost O(count) draws per user, or O(items log items) for one who has met most of what is popular. Shared by the cores.</remarks>
    /// <param name="data">Says who met what, and how popular it is.</param>
    /// <param name="users">Dense user indexes. What a user gets does not depend on who else is asked for.</param>
    /// <param name="count">How many are wanted.</param>
    /// <param name="beta">How much popularity weighs.</param>
    /// <param name="seed">Equal seeds give equal items.</param>
    public static int[][] Draw(PreparedData data, int[] users, int count, double beta, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        double[] weights = WeightsOf(data, beta);
        var table = new AliasTable(weights);
        int[][] negatives = new int[users.Length][];
        Parallel.For(0, users.Length, () => new bool[weights.Length], (i, _, met) =>
        {
            negatives[i] = Of(data, users[i], count, weights, table, new Rng(seed, Stream, (ulong)users[i]), met);
            return met;
        }, _ => { });
        return negatives;
    }

    internal static double[] WeightsOf(PreparedData data, double beta) => Array.ConvertAll(data.Split.Train.CountsOfItems(), events => Math.Pow(events + 1, beta));

    private static int[] Of(PreparedData data, int user, int count, double[] weights, AliasTable table, Rng rng, bool[] met)
    {
        Array.Clear(met);
        int left = weights.Length;
        foreach ((_, Interactions events) in data.Split.Parts)
        {
            foreach (int item in events.HistoryOf(user))
            {
                if (!met[item]) left--;
                met[item] = true;
            }
        }
        count = Math.Min(count, left);
        int[] negatives = new int[count];
        int found = 0;
        for (long draws = (long)Patience * count; found < count && draws > 0; draws--)
        {
            int item = table.Next(rng);
            if (met[item]) continue;
            met[item] = true;
            negatives[found++] = item;
        }
        if (found < count) DrawAmongAll(met, weights, rng, negatives.AsSpan(found));
        Array.Sort(negatives);
        return negatives;
    }

    /// <summary>
    /// The same chances as drawing one after another: each item gets a random time of rate weight, and the first ones are taken
    /// (Efraimidis and Spirakis, IPL 2006). A sum of logarithms is compared, which large weights do not overflow.
    /// </summary>
    private static void DrawAmongAll(bool[] met, double[] weights, Rng rng, Span<int> drawn)
    {
        var times = new List<double>();
        var items = new List<int>();
        for (int item = 0; item < met.Length; item++)
        {
            if (met[item]) continue;
            times.Add(Math.Log(-Math.Log(1 - rng.NextDouble())) - Math.Log(weights[item]));
            items.Add(item);
        }
        double[] keys = [.. times];
        int[] order = [.. items];
        Array.Sort(keys, order);
        order.AsSpan(0, drawn.Length).CopyTo(drawn);
    }
}
