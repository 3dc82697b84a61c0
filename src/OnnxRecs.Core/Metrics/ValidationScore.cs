using OnnxRecs.Data;
using OnnxRecs.Metrics.Ratings;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Metrics;

/// <summary>
/// How good a model is on the validation part, which epochs and settings are chosen by: RMSE of one that predicts ratings, else NDCG@10 by ranking the
/// whole catalogue. Looks at nothing of the test part.
/// </summary>
public sealed class ValidationScore
{
    private static readonly Measure Ndcg = new(new Ndcg(), 10);
    private readonly PreparedData _data;
    private readonly int[] _users;
    private readonly Targets _targets;
    private readonly RunFacts _facts;

    /// <param name="data">With a validation part.</param>
    /// <param name="maxUsers">NDCG is that of so many users at most, spread over all.</param>
    public ValidationScore(PreparedData data, int maxUsers = int.MaxValue)
    {
        int[] users = data.UsersWithTargets(Phase.Validation);
        int step = (int)((users.Length + (long)maxUsers - 1) / maxUsers);
        _data = data;
        _users = [.. users.Where((_, i) => i % step == 0)];
        _targets = Targets.Of(data, Phase.Validation, _users);
        _facts = new RunFacts(data);
    }

    /// <summary>What <see cref="Of"/> gives, as people call it.</summary>
    /// <param name="graphs">Of the model by name: "model", or "user" and "item".</param>
    public static string MetricOf(IReadOnlyDictionary<string, IModelRunner> graphs) => PredictsRatings(graphs) ? MetricCatalog.Rmse : Ndcg.Label;

    /// <summary>Whether one value of a metric is better than another.</summary>
    public static bool IsBetter(string metric, double score, double than) => MetricCatalog.LowerIsBetter(Measure.MetricOf(metric)) ? score < than : score > than;

    /// <exception cref="ArithmeticException">A score is not a number.</exception>
    public double Of(IReadOnlyDictionary<string, IModelRunner> graphs, CancellationToken cancellation)
    {
        double score = PredictsRatings(graphs)
            ? Rmse.Of(RatingPrediction.Of(graphs["model"], _data, Phase.Validation, cancellation), _data.Split.Validation.Values)
            : NdcgOf(graphs, cancellation);
        return double.IsFinite(score) ? score : throw new ArithmeticException($"The validation's {MetricOf(graphs)} is {score}.");
    }

    private static bool PredictsRatings(IReadOnlyDictionary<string, IModelRunner> graphs) =>
        graphs.TryGetValue("model", out IModelRunner? model) && model.Output.Name == FeedNames.Ratings;

    private double NdcgOf(IReadOnlyDictionary<string, IModelRunner> graphs, CancellationToken cancellation)
    {
        CatalogScorer scorer = CatalogScorer.Of(graphs, _data.ItemCount);
        int[][] lists = FullRanking.Rank(_data, Phase.Validation, _users, Ndcg.K,
            (users, scores) => scorer.Score(Array.ConvertAll(users.ToArray(), user => _data.QueryOf(user, Phase.Validation, Ndcg.K)), scores), cancellation: cancellation).Lists;
        return UserValues.MeanOf(Evaluator.Judge(lists, _targets, _users, _facts, [Ndcg]).Values[0]).Mean;
    }
}
