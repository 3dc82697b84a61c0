using OnnxRecs.Metrics;

namespace OnnxRecs.Study.Funnel;

/// <summary>What is remembered of a stage's lists: enough to judge them. Users may be taken at the same time.</summary>
/// <param name="name">The stage's.</param>
/// <param name="users">How many there are.</param>
internal sealed class StageLists(string name, int users)
{
    public string Name => name;

    /// <summary>For each user the first k items.</summary>
    public int[][] Heads { get; } = new int[users][];

    public int[] Lengths { get; } = new int[users];

    /// <summary>For each user the share of the targets that is in the list; NaN: there are none.</summary>
    public double[] Kept { get; } = new double[users];

    /// <summary>The same of the targets that are no part of the long tail.</summary>
    public double[] KeptOfHead { get; } = new double[users];

    /// <summary>The same of those that are.</summary>
    public double[] KeptOfTail { get; } = new double[users];

    public void Take(int place, int[] items, int k, Targets targets, Targets head, Targets tail)
    {
        Heads[place] = items.Length <= k ? items : items[..k];
        Lengths[place] = items.Length;
        var listed = items.ToHashSet();
        Kept[place] = Share(targets.Items[place]);
        KeptOfHead[place] = Share(head.Items[place]);
        KeptOfTail[place] = Share(tail.Items[place]);

        double Share(int[] sought) => sought.Length == 0 ? double.NaN : (double)sought.Count(listed.Contains) / sought.Length;
    }
}
