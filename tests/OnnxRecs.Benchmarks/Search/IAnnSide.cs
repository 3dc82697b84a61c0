namespace OnnxRecs.Benchmarks.Search;

/// <summary>One engine with its index. All of its work is on one thread.</summary>
internal interface IAnnSide : IDisposable
{
    /// <summary>Short, such as "hnswlib".</summary>
    string Name { get; }

    /// <summary>Replaces the index.</summary>
    BuildCost Build(AnnSet set, int m, int efConstruction);

    /// <summary>All queries once: [queries, K] items.</summary>
    int[] Find(int ef);

    /// <summary>All queries again and again for at least so long.</summary>
    /// <param name="seconds">Of CPU time.</param>
    SearchTurn Search(int ef, double seconds);
}

/// <summary>What an index costs.</summary>
/// <param name="CpuSeconds">Of all threads of the process.</param>
/// <param name="Seconds">On the clock.</param>
/// <param name="Bytes">Vectors, links and ids: what a search reads.</param>
/// <param name="HeldBytes">All that the process holds for the index.</param>
internal sealed record BuildCost(double CpuSeconds, double Seconds, long Bytes, long HeldBytes);

/// <summary>What a side did in one turn.</summary>
/// <param name="CpuSeconds">Of all threads of the process.</param>
internal sealed record SearchTurn(long Queries, double CpuSeconds)
{
    public double PerCpuSecond => Queries / CpuSeconds;
}
