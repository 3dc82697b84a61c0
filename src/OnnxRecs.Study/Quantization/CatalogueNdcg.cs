using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Study.Quantization;

/// <summary>NDCG@10 of each test user over the whole catalogue: what <c>evaluate</c> calls "full".</summary>
internal static class CatalogueNdcg
{
    public const int K = 10;

    /// <param name="graphs">Of one model by name.</param>
    /// <param name="data">Whose test part is sought.</param>
    /// <param name="cancellation">Looked at before each block of users.</param>
    public static double[] Of(IReadOnlyDictionary<string, IModelRunner> graphs, PreparedData data, CancellationToken cancellation)
    {
        int[] users = data.UsersWithTargets(Phase.Test);
        CatalogScorer scorer = CatalogScorer.Of(graphs, data.ItemCount);
        int[][] lists = FullRanking.Rank(
            data, Phase.Test, users, K, (block, scores) => scorer.Score(Array.ConvertAll(block.ToArray(), user => data.QueryOf(user, Phase.Test, K)), scores), cancellation: cancellation).Lists;
        return Evaluator.Judge(lists, Targets.Of(data, Phase.Test, users), users, new RunFacts(data), [new Measure(new Ndcg(), K)]).Values[0];
    }
}
