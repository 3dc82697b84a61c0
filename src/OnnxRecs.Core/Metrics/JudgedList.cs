namespace OnnxRecs.Metrics;

/// <summary>One user's list with all that it is judged by. Lives as long as the call that it is handed to.</summary>
public readonly ref struct JudgedList
{
    /// <summary>Dense user index.</summary>
    public required int User { get; init; }

    /// <summary>Dense item indexes, best first, each once.</summary>
    public required ReadOnlySpan<int> Items { get; init; }

    /// <summary>For each rank whether the item there is a target.</summary>
    public required ReadOnlySpan<bool> Hits { get; init; }

    /// <summary>For each rank what the item there is worth (see <see cref="Targets.Gains"/>); 0 where it is no target.</summary>
    public required ReadOnlySpan<double> Gains { get; init; }

    /// <summary>What each target is worth, found or not, highest first.</summary>
    public required ReadOnlySpan<double> IdealGains { get; init; }

    /// <summary>How many items there were to choose from: a list of more could not have been made.</summary>
    public int Pool { get; init; } = int.MaxValue;

    /// <summary>What is known of the items and the user's past.</summary>
    public required RunFacts Facts { get; init; }

    /// <summary>Room to work in, of <see cref="RunFacts.ScratchSize"/>; its content is left over from whoever used it before.</summary>
    public required Span<double> Scratch { get; init; }

    public JudgedList()
    {
    }

    /// <summary>How many targets the user has, found or not.</summary>
    public int TargetCount => IdealGains.Length;

    /// <summary>The first k items, or all where there are fewer.</summary>
    public ReadOnlySpan<int> Head(int k) => Items[..Math.Min(k, Items.Length)];

    /// <summary>Hits among the first k.</summary>
    public int HitCount(int k) => HitsTo(k).Count(true);

    /// <summary>The hits of the first k ranks, or of all where there are fewer.</summary>
    public ReadOnlySpan<bool> HitsTo(int k) => Hits[..Math.Min(k, Hits.Length)];
}
