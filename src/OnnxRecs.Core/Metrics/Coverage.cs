namespace OnnxRecs.Metrics;

/// <summary>Catalogue coverage: the share of all items that at least one user is shown among the first k.</summary>
/// <remarks>
/// Distinct items in the first k of all lists / number of items. Source: Ge, Delgado-Battenfeld and Jannach, RecSys 2010.
/// Example: lists 0 1 and 0 2, k = 2, 4 items: 3/4.
/// </remarks>
public sealed class Coverage : IRunMetric
{
    public string Name => "coverage";

    public double Of(ReadOnlySpan<int[]> lists, int k, int itemCount)
    {
        bool[] shown = new bool[itemCount];
        foreach (int[] list in lists)
        {
            foreach (int item in list.AsSpan(0, Math.Min(k, list.Length))) shown[item] = true;
        }
        return (double)shown.AsSpan().Count(true) / itemCount;
    }
}
