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
    private readonly ICandidateSource _popular = new PopularSource(data);
    private readonly FilterChain _filters = new([new SeenFilter()]);
    private readonly ModelRanker _ranker = new(ranker);
    private readonly int[] _counts = data.TrainPositives.CountsOfItems();
    private readonly ItemCosines _cosines = new(vectors);
    private readonly Dictionary<float, PopularityPenalty> _penalties = [];

    /// <summary>The list for a request; items are dense indexes.</summary>
    public ScoredItems For(BundleRequest request) => StepsFor(request).List;

    /// <summary>The same with what each step gave on the way.</summary>
    public BundleSteps StepsFor(BundleRequest request)
    {
        Query query = QueryOf(request);
        bool isEmpty = query.History.Length == 0;
        (float alpha, float lambda) = isEmpty ? (0, 1) : (request.Alpha, request.Lambda);
        ScoredItems found = (isEmpty ? _popular : source).Find(query with { Count = candidates });
        ScoredItems ranked = isEmpty ? found : _ranker.Apply(query, _filters.Apply(query, found));
        ScoredItems penalised = Penalty(alpha).Apply(query, ranked);
        return new BundleSteps(found, ranked, penalised, Diversity(lambda).Apply(query, penalised).Head(query.Count), lambda);
    }

    /// <summary>All that retrieval could give, not only the candidates.</summary>
    public ScoredItems FindAll(BundleRequest request)
    {
        Query query = QueryOf(request) with { Count = data.ItemCount };
        return (query.History.Length == 0 ? _popular : source).Find(query);
    }

    /// <summary>MMR's values while a list is followed that need not be the chain's own.</summary>
    public MmrWalk Walk(BundleSteps steps) => new(_cosines, steps.Penalised, steps.Lambda);

    private Query QueryOf(BundleRequest request)
    {
        int[] history = Known(request.History);
        return new Query(Query.UnknownUser, history, [.. history, .. Known(request.Banned)], (int)Math.Clamp(request.Count, 0, candidates));
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

/// <summary>What each step of the chain gave for a request.</summary>
/// <param name="Found">By retrieval.</param>
/// <param name="Ranked">By the ranker; without a history as they were found.</param>
/// <param name="Penalised">After the popularity penalty.</param>
/// <param name="List">The list.</param>
/// <param name="Lambda">MMR's weight of relevance that it was made with.</param>
internal sealed record BundleSteps(ScoredItems Found, ScoredItems Ranked, ScoredItems Penalised, ScoredItems List, float Lambda);
