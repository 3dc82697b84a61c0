using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Metrics.Ratings;
using OnnxRecs.Models;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Train;

/// <summary>
/// How good a model is on the validation part, with the weights as they are now: RMSE of one that predicts ratings, else NDCG@10 by ranking the
/// whole catalogue.
/// </summary>
internal sealed class Validation
{
    private const int K = 10;
    private readonly ITrainedModel _model;
    private readonly TorchWeights _weights;
    private readonly PreparedData _data;
    private readonly int[] _users;
    private readonly Targets _targets;
    private readonly RunFacts _facts;

    private Validation(ITrainedModel model, TorchWeights weights, PreparedData data, int[] users)
    {
        (_model, _weights, _data) = (model, weights, data);
        int step = (int)((users.Length + (long)model.Training.ValidationUsers - 1) / model.Training.ValidationUsers);
        _users = [.. users.Where((_, i) => i % step == 0)];
        _targets = Targets.Of(data, Phase.Validation, _users);
        _facts = new RunFacts(data);
    }

    /// <summary>What <see cref="Score"/> gives, as people call it.</summary>
    public string Metric => ByRating ? "RMSE" : $"NDCG@{K}";

    private bool ByRating => _model.Graphs is [{ Output.Name: FeedNames.Ratings }];

    /// <summary>Null where the data have no validation part.</summary>
    public static Validation? Of(ITrainedModel model, TorchWeights weights, PreparedData data)
    {
        int[] users = data.UsersWithTargets(Phase.Validation);
        return users.Length == 0 ? null : new Validation(model, weights, data, users);
    }

    public bool IsBetter(double score, double than) => ByRating ? score < than : score > than;

    /// <exception cref="ArithmeticException">A score is not a number.</exception>
    public double Score(CancellationToken cancellation)
    {
        Dictionary<string, IModelRunner> graphs = _model.Graphs.ToDictionary(g => g.Name, IModelRunner (g) => new TorchGraph(g, _weights));
        double score = ByRating ? Rmse.Of(RatingPrediction.Of(graphs["model"], _data, Phase.Validation, cancellation), _data.Split.Validation.Values) : Ndcg(graphs, cancellation);
        return double.IsFinite(score) ? score : throw new ArithmeticException($"The validation's {Metric} is {score}.");
    }

    private double Ndcg(Dictionary<string, IModelRunner> graphs, CancellationToken cancellation)
    {
        CatalogScorer scorer = CatalogScorer.Of(graphs, _data.ItemCount);
        int[][] lists = FullRanking.Rank(_data, Phase.Validation, _users, K,
            (users, scores) => scorer.Score(Array.ConvertAll(users.ToArray(), user => _data.QueryOf(user, Phase.Validation, K)), scores), cancellation: cancellation).Lists;
        return UserValues.MeanOf(Evaluator.Judge(lists, _targets, _users, _facts, [new Measure(new Ndcg(), K)]).Values[0]).Mean;
    }
}
