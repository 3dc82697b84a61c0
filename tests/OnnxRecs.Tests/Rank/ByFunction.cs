using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Rank;

/// <summary>A ranker whose scores are a function of the item.</summary>
internal sealed class ByFunction(Func<int, float> score) : IRanker
{
    public string Name => "function";

    public ScoredItems Apply(Query query, ScoredItems items) => Apply([query], [items])[0];

    public ScoredItems[] Apply(IReadOnlyList<Query> queries, IReadOnlyList<ScoredItems> lists, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        return [.. lists.Select(list =>
        {
            int[] items = [.. list.Items];
            float[] scores = Array.ConvertAll(items, item => score(item));
            ScoreKey.Sort(items, scores);
            return list with { Items = items, Scores = scores };
        })];
    }
}
