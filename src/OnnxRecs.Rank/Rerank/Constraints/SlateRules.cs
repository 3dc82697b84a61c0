using OnnxRecs.Config;
using OnnxRecs.Rank.Filters;

namespace OnnxRecs.Rank.Rerank.Constraints;

/// <summary>What every list must keep, in dense indexes. Immutable, thread-safe. The default asks for nothing.</summary>
/// <remarks>
/// A list is as long as it can be, whatever the constraints. Where no list of that length keeps them all, they are settled one after the other, in this order: bans, pins,
/// caps of providers, caps of genres, the long-tail quota, exploration; bans, pins and exploration as they are listed, caps beginning with what
/// has the fewest candidates (equal ones by the lower index), so that what there is too much of gives way. Each is kept where that is possible beside those
/// before it, else loosened by as little as possible: a cap is raised, the quota lowered, a ban, a pin or an exploration dropped. An item that is banned everywhere
/// never is in the list.
/// <para>
/// Whether any list keeps some rules is NP-hard where items count for several caps. It is settled by proofs that none does, by exchanges and by a search, all questions of a list
/// sharing a number of steps that grows with its length. Where they run out, rules may be loosened by more than they need, and the note says that the search was given up;
/// where it does not, no list keeps the rule beside those before it. The list is whole in either case, and keeps what the notes leave in force.
/// </para>
/// </remarks>
public sealed record SlateRules
{
    /// <summary>The cap of what has none.</summary>
    public const int NoCap = int.MaxValue;

    /// <summary>How notes call an item.</summary>
    public Func<int, string> NameOf { get; init; } = item => $"{item}";

    /// <summary>For each item its genres; empty: there are no caps of genres.</summary>
    public int[][] Genres { get; init; } = [];

    public string[] GenreNames { get; init; } = [];

    /// <summary>For each genre how many items of it a list may have at most.</summary>
    public int[] GenreCaps { get; init; } = [];

    /// <summary>For each item its provider, or -1; empty: there is no cap of providers.</summary>
    public int[] Providers { get; init; } = [];

    public string[] ProviderNames { get; init; } = [];

    /// <summary>How many items of one provider a list may have at most.</summary>
    public int ProviderCap { get; init; } = NoCap;

    /// <summary>For each item whether it is of the long tail; empty: there is no quota.</summary>
    public bool[] IsTail { get; init; } = [];

    /// <summary>How many of the list are to be of the long tail.</summary>
    public LongTailQuotaOptions? Quota { get; init; }

    /// <summary>At most one for each position and item.</summary>
    public SlatePin[] Pins { get; init; } = [];

    public SlateBan[] Bans { get; init; } = [];

    /// <summary>What a user may not be shown, pinned or not; null: everything may be.</summary>
    public FilterChain? Filters { get; init; }

    /// <summary>Positions, from 0, that get a random one of the candidates that are not among the best of the list's length.</summary>
    public int[] Exploration { get; init; } = [];

    /// <summary>Of exploration: equal seeds give a user the same items.</summary>
    public ulong Seed { get; init; }

    /// <summary>Whether nothing is asked for.</summary>
    public bool AreNone => GenreCaps.Length == 0 && ProviderCap == NoCap && Quota is null && Pins.Length == 0 && Bans.Length == 0 && Exploration.Length == 0;
}

/// <summary>An item that stands at a position, from 0.</summary>
public sealed record SlatePin(int Item, int Position);

/// <summary>An item that does not stand at these positions, from 0; none: it stands nowhere.</summary>
public sealed record SlateBan(int Item, params int[] Positions);
