using OnnxRecs.Candidates.Sources;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Rank.Filters;
using OnnxRecs.Rank.Rerank;

namespace OnnxRecs.Cli;

/// <summary>The chain of C# parts that a bundle stands for: exact retrieval alone, filter, ranker, penalty, MMR; without a history what is popular.</summary>
/// <param name="data">Ids and counts.</param>
/// <param name="source">Retrieves.</param>
/// <param name="vectors">Of all items: what diversity goes by.</param>
/// <param name="ranker">Orders the candidates; shared and not disposed.</param>
/// <param name="candidates">How many there are at most.</param>
internal sealed class BundleChain(PreparedData data, ICandidateSource source, VectorTable vectors, IModelRunner ranker, int candidates)
{
    private readonly int[] _counts = data.TrainPositives.CountsOfItems();
    private readonly Dictionary<float, PopularityPenalty> _penalties = [];
    private readonly Dictionary<float, Mmr> _mmrs = [];

    /// <summary>The list for a request; items are dense indexes.</summary>
    public ScoredItems For(BundleRequest request)
    {
        int[] history = Known(request.History);
        var query = new Query(Query.UnknownUser, history, [.. history, .. Known(request.Banned)], (int)Math.Clamp(request.Count, 0, candidates));
        return history.Length == 0
            ? new Recommender(new PopularSource(data), candidates, [Penalty(0), Diversity(1)]).Recommend(query)
            : new Recommender(source, candidates, [new SeenFilter(), new ModelRanker(ranker), Penalty(request.Alpha), Diversity(request.Lambda)]).Recommend(query);
    }

    private int[] Known(string[] ids) => [.. ids.Select(data.Items.IndexOf).Where(item => item >= 0)];

    private PopularityPenalty Penalty(float alpha) => Kept(_penalties, alpha, () => new PopularityPenalty(_counts, alpha));

    private Mmr Diversity(float lambda) => Kept(_mmrs, lambda, () => new Mmr(vectors, lambda));

    // Both walk over the catalogue when they are made.
    private static T Kept<T>(Dictionary<float, T> made, float value, Func<T> make)
    {
        if (!made.TryGetValue(value, out T? stage)) made.Add(value, stage = make());
        return stage;
    }
}
