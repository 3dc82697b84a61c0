using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Models;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Train;

/// <summary>NDCG@10 on the validation part by ranking the whole catalogue, with the weights as they are now.</summary>
internal sealed class Validation
{
    // Enough that the figure's standard error is near 1 % of itself, few enough that validating costs less than training.
    private const int MaxUsers = 1000;
    private const int K = 10;
    private readonly ITrainedModel _model;
    private readonly TorchWeights _weights;
    private readonly PreparedData _data;
    private readonly int[] _users;
    private readonly Targets _targets;
    private readonly RunFacts _facts;

    public Validation(ITrainedModel model, TorchWeights weights, PreparedData data)
    {
        (_model, _weights, _data) = (model, weights, data);
        int[] users = data.UsersWithTargets(Phase.Validation);
        int step = Math.Max(1, (users.Length + MaxUsers - 1) / MaxUsers);
        _users = [.. users.Where((_, i) => i % step == 0)];
        _targets = Targets.Of(data, Phase.Validation, _users);
        _facts = new RunFacts(data);
    }

    public double Ndcg(CancellationToken cancellation)
    {
        IReadOnlyDictionary<string, IModelRunner> graphs = _model.Graphs.ToDictionary(g => g.Name, IModelRunner (g) => new TorchGraph(g, _weights));
        CatalogScorer scorer = CatalogScorer.Of(graphs, _data.ItemCount);
        int[][] lists = FullRanking.Rank(_data, Phase.Validation, _users, K,
            (users, scores) => scorer.Score(Array.ConvertAll(users.ToArray(), user => _data.QueryOf(user, Phase.Validation, K)), scores), cancellation: cancellation).Lists;
        return UserValues.MeanOf(Evaluator.Judge(lists, _targets, _users, _facts, [new Measure(new Ndcg(), K)]).Values[0]).Mean;
    }
}
