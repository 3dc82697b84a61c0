using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>The one place where settings become a source of candidates: a line for each source beside the index.</summary>
public static class SourceCatalog
{
    private static readonly Entry[] Entries =
    [
        new("popular", quotas => quotas.Popular, parts => new PopularSource(parts.Data)),
        new("recent", quotas => quotas.Recent, parts => new RecentSource(parts.Data)) { Lacking = RecentSource.Lacking },
        new("neighbours", quotas => quotas.Neighbours, parts => new NeighbourSource(parts.Index, parts.Vectors)),
        new("genre", quotas => quotas.Genre, parts => new GenreSource(parts.Data)) { Lacking = GenreSource.Lacking },
    ];

    /// <summary>What the sources beside the index are called, in the order in which they are asked.</summary>
    public static IEnumerable<string> Names => Entries.Select(entry => entry.Name);

    /// <summary>The sources that have a quota, filled up from the index.</summary>
    /// <param name="options">Quotas, and the name of the model whose vectors are searched.</param>
    /// <param name="parts">What sources are made of.</param>
    /// <param name="note">Takes a line for each source that has no quota because the data lack what it needs.</param>
    /// <exception cref="InputException">A quota was set for such a source.</exception>
    public static MergedSource Merge(CandidatesOptions options, SourceParts parts, Action<string>? note = null)
    {
        var others = new List<QuotaSource>();
        foreach (Entry entry in Entries)
        {
            int? set = entry.QuotaOf(options.Quotas);
            int quota = options.QuotaOf(set);
            if (quota == 0) continue;
            string? lacking = entry.Lacking(parts.Data);
            if (lacking is null) others.Add(new QuotaSource(entry.Name, quota, entry.Create(parts)));
            else if (set is null) note?.Invoke($"no {entry.Name} items: {lacking}");
            else throw new InputException($"$.candidates.quotas.{entry.Name}: {lacking}; leave it out, or set it to 0.");
        }
        return new MergedSource(options.Source, new TwoTowerSource(parts.UserTower, parts.Index), others);
    }

    private sealed record Entry(string Name, Func<QuotaOptions, int?> QuotaOf, Func<SourceParts, ICandidateSource> Create)
    {
        public Func<PreparedData, string?> Lacking { get; init; } = _ => null;
    }
}

/// <summary>What sources are made of; shared and not disposed.</summary>
/// <param name="Data">What is known of items and of what was liked.</param>
/// <param name="UserTower">Gives the vectors that are searched for.</param>
/// <param name="Index">Of the item vectors.</param>
/// <param name="Vectors">What is indexed: item i has row i.</param>
public sealed record SourceParts(PreparedData Data, IModelRunner UserTower, IVectorIndex Index, VectorTable Vectors);
