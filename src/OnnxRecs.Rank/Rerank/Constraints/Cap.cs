namespace OnnxRecs.Rank.Rerank.Constraints;

/// <summary>An upper bound that the candidates at hand could break: there are more of them than it allows.</summary>
internal struct Cap
{
    /// <summary>Of a provider, else of a genre.</summary>
    public bool IsProvider;

    /// <summary>Index of the provider or genre.</summary>
    public int Id;

    /// <summary>How many candidates and pins count for it.</summary>
    public int Total;

    /// <summary>What the rules say.</summary>
    public int Wanted;

    /// <summary>What holds: more than that where it was relaxed.</summary>
    public int Limit;

    /// <summary>How many of the chosen items and of the pins count for it.</summary>
    public int Chosen;

    /// <summary>The same with those that are planned for the positions that are left.</summary>
    public int Planned;

    /// <summary>How many the list that was found last holds.</summary>
    public int Held;
}
