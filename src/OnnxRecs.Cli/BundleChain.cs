using OnnxRecs.Candidates.Sources;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Rank.Filters;
using OnnxRecs.Rank.Rerank;
using OnnxRecs.Rank.Rerank.Terms;

namespace OnnxRecs.Cli;

/// <summary>The chain of C# parts that a bundle stands for: exact retrieval alone, filter, ranker, penalty, MMR; without a history what is popular.</summary>
/// <param name="data">Ids and counts.</param>
/// <param name="source">Retrieves.</param>
/// <param name="vectors">Of all items: what diversity goes by.</param>
/// <param name="ranker">Orders the candidates; shared and not disposed.</param>
/// <param name="candidates">How many there are at most.</param>
internal sealed class BundleChain(PreparedData data, ICandidateSource source, VectorTable vectors, IModelRunner ranker, int candidates)
{
    private readonly PopularSource _popular = new(data);
    private readonly FilterChain _filters = new([new SeenFilter()]);
    private readonly ModelRanker _ranker = new(ranker);
    private readonly int[] _counts = data.TrainPositives.CountsOfItems();
    private readonly ItemCosines _cosines = new(vectors);
    private readonly Dictionary<float, PopularityPenalty> _penalties = [];

    /// <summary>The list for a request; items are dense indexes.</summary>
    public ScoredItems For(BundleRequest request)
    {
        int[] history = Known(request.History);
        var query = new Query(Query.UnknownUser, history, [.. history, .. Known(request.Banned)], (int)Math.Clamp(request.Count, 0, candidates));
        (ICandidateSource first, IStage[] stages) = history.Length == 0
            ? ((ICandidateSource)_popular, new[] { Penalty(0), Diversity(1) })
            : (source, [_filters, _ranker, Penalty(request.Alpha), Diversity(request.Lambda)]);
        return stages.Aggregate(first.Find(query with { Count = candidates }), (items, stage) => stage.Apply(query, items)).Head(query.Count);
    }

    private int[] Known(string[] ids) => [.. ids.Select(data.Items.IndexOf).Where(item => item >= 0)];

    // It walks over the catalogue when it is made.
    private IStage Penalty(float alpha)
    {
        if (!_penalties.TryGetValue(alpha, out PopularityPenalty? penalty)) _penalties.Add(alpha, penalty = new PopularityPenalty(_counts, alpha));
        return penalty;
    }

    private Slate Diversity(float lambda) => new([new MmrTerm(_cosines, lambda)]);
}
