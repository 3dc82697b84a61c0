using OnnxRecs.Data;

namespace OnnxRecs.Metrics;

/// <summary>What is sought for each of some users, and what each of it is worth.</summary>
/// <param name="Items">For each user the distinct items to be found; empty: this user has no value in metrics of accuracy.</param>
/// <param name="Gains">For each target the gain that graded metrics count it with, at least 0.</param>
public sealed record Targets(int[][] Items, double[][] Gains)
{
    /// <summary>Targets that are all worth 1.</summary>
    public Targets(int[][] items) : this(items, Array.ConvertAll(items, each => Array.ConvertAll(each, _ => 1.0)))
    {
    }

    /// <summary>
    /// The targets of a phase. Where values are ratings a target is worth 2^rating - 1 (Burges et al., ICML 2005), so 5 stars are about twice
    /// as good as 4; counts and events are all worth 1, since a thousand plays are not 2^1000 times as good as one.
    /// </summary>
    public static Targets Of(PreparedData data, Phase phase, int[] users)
    {
        Interactions sought = phase == Phase.Test ? data.Split.Test : data.Split.Validation;
        int[][] items = Array.ConvertAll(users, user => data.TargetsOf(user, phase).ToArray());
        if (data.Facts.Kind != ValueKind.Rating) return new Targets(items);
        return new Targets(items, [.. users.Select((user, i) => GainsOf(items[i], sought.HistoryOf(user), sought.ValuesOf(user), data.Relevance))]);
    }

    /// <summary>Only those targets that pass: what is found of, say, the less known ones.</summary>
    public Targets Where(Func<int, bool> keep) => new(
        Array.ConvertAll(Items, items => Array.FindAll(items, item => keep(item))),
        [.. Items.Select((items, i) => Gains[i].Where((_, place) => keep(items[place])).ToArray())]);

    /// <summary>The gain of each target by the event that made it one: the first that was liked.</summary>
    private static double[] GainsOf(int[] targets, ReadOnlySpan<int> items, ReadOnlySpan<float> values, float relevance)
    {
        double[] gains = new double[targets.Length];
        int place = 0;
        for (int i = 0; i < items.Length && place < targets.Length; i++)
        {
            // Targets stand in the order of their events.
            if (items[i] == targets[place] && values[i] >= relevance) gains[place++] = Math.Max(0, Math.Pow(2, values[i]) - 1);
        }
        return gains;
    }
}
