using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Metrics;

/// <summary>The few items that targets are ranked among besides the full ranking, for comparison with papers that do so.</summary>
/// <param name="Items">For each judged user distinct items.</param>
/// <param name="StageName">Such as "sampled (99)": no figure under it can be taken for one of a full ranking.</param>
/// <param name="Description">How they were chosen, as reports state it.</param>
public sealed record SampledNegatives(int[][] Items, string StageName, string Description)
{
    /// <summary>The file that keeps them.</summary>
    public const string FileName = "negatives.bin";

    private const ulong Stream = 0x6e656761;

    /// <summary>The published ones where they came with the data; else items that the user meets neither before nor in the test part, drawn without repeats.</summary>
    /// <param name="data">What was met.</param>
    /// <param name="users">Who is judged.</param>
    /// <param name="facts">The popularity of the items; one that nobody liked counts as liked once.</param>
    /// <param name="config">How many, how, and the seed. A user's draw depends on nothing but the seed and the user's index.</param>
    public static SampledNegatives Of(PreparedData data, int[] users, RunFacts facts, PipelineConfig config)
    {
        if (data.Negatives is { } published)
        {
            return new SampledNegatives(Array.ConvertAll(users, user => published[user]), "sampled (published)", "targets among the negatives that were published with the data; not comparable with full");
        }
        (int count, double beta) = (config.Evaluate.SampledNegatives, config.Evaluate.SampledBeta);
        double[] weights = Array.ConvertAll(facts.Popularity, likers => Math.Pow(Math.Max(likers, 1), beta));
        double[] sums = new double[weights.Length];
        double sum = 0;
        for (int item = 0; item < sums.Length; item++) sums[item] = sum += weights[item];
        int[][] items = new int[users.Length][];
        Parallel.For(0, users.Length, place => items[place] = Draw(data, users[place], count, weights, sums, new Rng((ulong)config.Seed, Stream, (ulong)users[place])));
        string how = beta == 0 ? "uniformly" : $"with probability proportional to popularity^{beta:0.###}";
        return new SampledNegatives(items, $"sampled ({count})", $"targets among {count} items that the user has not met, drawn {how} with seed {config.Seed}; not comparable with full");
    }

    /// <summary>Keeps them beside the figures that rest on them.</summary>
    public void Save(string path, int[] users) =>
        BlockFile.Write(path, ("users", users), ("counts", Array.ConvertAll(Items, items => items.Length)), ("items", Items.SelectMany(items => items).ToArray()));

    private static int[] Draw(PreparedData data, int user, int count, double[] weights, double[] sums, Rng rng)
    {
        var taken = new HashSet<int>();
        foreach (int item in data.SeenOf(user, Phase.Test)) taken.Add(item);
        foreach (int item in data.Split.Test.HistoryOf(user)) taken.Add(item);
        // Where most of what is left is wanted, drawing with rejection would take long: every item gets a random key instead, and the best are taken.
        if (data.ItemCount - taken.Count <= 2 * count) return ByKeys(taken, count, weights, rng);
        int[] items = new int[count];
        for (int i = 0, draws = 0; i < count;)
        {
            if (draws++ == 1000 * count) return ByKeys([.. taken.Except(items[..i])], count, weights, rng);
            int item = Array.BinarySearch(sums, rng.NextDouble() * sums[^1]);
            item = Math.Min(item < 0 ? ~item : item + 1, sums.Length - 1);
            if (taken.Add(item)) items[i++] = item;
        }
        return items;
    }

    /// <summary>Weighted draw without repeats: the greatest keys ln(u) / weight (Efraimidis and Spirakis 2006).</summary>
    private static int[] ByKeys(HashSet<int> taken, int count, double[] weights, Rng rng)
    {
        int[] free = [.. Enumerable.Range(0, weights.Length).Where(item => !taken.Contains(item))];
        double[] keys = Array.ConvertAll(free, item => -Math.Log(1 - rng.NextDouble()) / weights[item]);
        Array.Sort(keys, free);
        return free[..Math.Min(count, free.Length)];
    }
}
