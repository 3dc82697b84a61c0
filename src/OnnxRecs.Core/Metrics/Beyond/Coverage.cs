namespace OnnxRecs.Metrics.Beyond;

/// <summary>Catalogue coverage: the share of all items that at least one user is shown among the first k.</summary>
/// <remarks>
/// Distinct items in the first k of all lists / number of items. Source: Ge, Delgado-Battenfeld and Jannach, RecSys 2010.
/// Grows with the number of lists: compare only runs over the same users. Example: lists 0 1 and 0 2, k = 2, 4 items: 3/4.
/// </remarks>
public sealed class Coverage : IRunMetric
{
    public string Name => "coverage";

    public double Of(ReadOnlySpan<int[]> lists, int k, RunFacts facts) =>
        1 - (double)Exposure.Count(lists, k, facts.ItemCount).AsSpan().Count(0) / facts.ItemCount;
}
