using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank.Constraints;
using OnnxRecs.Rank.Rerank.Terms;

namespace OnnxRecs.Rank.Rerank;

/// <summary>The one place where settings become re-rankers: a line for each, null where it is off.</summary>
public static class RerankCatalog
{
    private static readonly Entry<IStage>[] Scores =
    [
        new("popularity-penalty", (options, parts) => options.PopularityPenalty is { } own ? PenaltyOf(own, parts) : null),
        new("freshness", (options, parts) => options.Freshness is { } own ? FreshnessOf(own, parts) : null),
    ];

    private static readonly Entry<ISlateTerm>[] Terms =
    [
        new("mmr", (options, parts) => options.Mmr is { } own ? new MmrTerm(parts.Cosines, own.Lambda) : null),
        new("dpp", (options, parts) => options.Dpp is { } own ? new DppTerm(parts.Cosines, own.Lambda) : null),
        new("xquad", (options, parts) => options.Xquad is { } own ? new XquadTerm(parts.TasteFor("xquad"), own.Lambda) : null),
        new("calibrated", (options, parts) => options.Calibrated is { } own ? new CalibratedTerm(parts.TasteFor("calibrated"), own.Lambda) : null),
    ];

    /// <summary>What re-rankers are called, in the order in which they act; "constraints" are all of theirs together.</summary>
    public static IEnumerable<string> Names => [.. Scores.Select(entry => entry.Name), .. Terms.Select(entry => entry.Name), "constraints"];

    /// <summary>What acts on a ranked list: first what looks at each item by itself, then, where there is any of it, one slate of all the rest.</summary>
    /// <exception cref="InputException">A setting names what the data lack.</exception>
    public static IStage[] All(RankOptions options, RerankParts parts)
    {
        ISlateTerm[] terms = [.. Create(Terms, options, parts)];
        SlateRules rules = SettingsRules.Of(options, parts);
        IEnumerable<IStage> slate = terms.Length == 0 && rules.AreNone ? [] : [new Slate(terms, rules)];
        return [.. Create(Scores, options, parts), .. slate];
    }

    /// <summary>Each re-ranker that is on by itself, and all constraints together as one.</summary>
    /// <exception cref="InputException">A setting names what the data lack.</exception>
    public static IStage[] EachAlone(RankOptions options, RerankParts parts)
    {
        SlateRules rules = SettingsRules.Of(options, parts);
        IEnumerable<IStage> constraints = rules.AreNone ? [] : [new Slate([], rules)];
        return [.. Create(Scores, options, parts), .. Create(Terms, options, parts).Select(term => new Slate([term])), .. constraints];
    }

    private static IEnumerable<T> Create<T>(Entry<T>[] entries, RankOptions options, RerankParts parts) where T : class =>
        entries.Select(entry => entry.Create(options, parts)).OfType<T>();

    private static ScoreStage PenaltyOf(PopularityPenaltyOptions options, RerankParts parts)
    {
        int[] counts = parts.Data.TrainPositives.CountsOfItems();
        return options.Form == "log" ? new PopularityPenalty(counts, options.Alpha) : new InversePropensity(counts, options.Alpha, options.Beta, options.Clip);
    }

    private static FreshnessDecay FreshnessOf(FreshnessOptions options, RerankParts parts)
    {
        if (ItemAges.Lacking(parts.Data) is { } lacking) throw new InputException($"$.rank.freshness: {lacking}; leave it out.");
        return new FreshnessDecay(parts.Data.Split.Train, options.HalfLifeDays, options.Floor);
    }

    private sealed record Entry<T>(string Name, Func<RankOptions, RerankParts, T?> Create) where T : class;
}

/// <summary>What re-rankers are made of.</summary>
/// <param name="data">Popularity, times, genres and providers.</param>
/// <param name="vectors">Of all items: what diversity goes by.</param>
/// <param name="seed">Of exploration.</param>
public sealed class RerankParts(PreparedData data, VectorTable vectors, ulong seed)
{
    private ItemCosines? _cosines;

    public PreparedData Data => data;

    public ulong Seed => seed;

    /// <summary>Made once.</summary>
    public ItemCosines Cosines => _cosines ??= new ItemCosines(vectors);

    /// <summary>The genres, for a re-ranker that cannot do without.</summary>
    /// <exception cref="InputException">The data have none.</exception>
    public GenreTaste TasteFor(string section)
    {
        ItemCatalog catalog = data.Catalog;
        if (catalog.GenreNames.Length == 0) throw new InputException($"$.rank.{section}: {data.Name} has no genres; leave it out.");
        return new GenreTaste(catalog.Genres, catalog.GenreNames.Length);
    }
}
