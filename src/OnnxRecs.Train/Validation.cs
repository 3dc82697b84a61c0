using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Models;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Train;

/// <summary>How good a model is on the validation part with the weights as they are now, see <see cref="ValidationScore"/>.</summary>
internal sealed class Validation
{
    private readonly Dictionary<string, IModelRunner> _graphs;
    private readonly ValidationScore _score;

    private Validation(ITrainedModel model, TorchWeights weights, PreparedData data)
    {
        _graphs = model.Graphs.ToDictionary(g => g.Name, IModelRunner (g) => new TorchGraph(g, weights));
        _score = new ValidationScore(data, model.Training.ValidationUsers);
    }

    /// <summary>What <see cref="Score"/> gives, as people call it.</summary>
    public string Metric => ValidationScore.MetricOf(_graphs);

    /// <summary>Null where the data have no validation part.</summary>
    public static Validation? Of(ITrainedModel model, TorchWeights weights, PreparedData data) =>
        data.UsersWithTargets(Phase.Validation).Length == 0 ? null : new Validation(model, weights, data);

    public bool IsBetter(double score, double than) => ValidationScore.IsBetter(Metric, score, than);

    /// <exception cref="ArithmeticException">A score is not a number.</exception>
    public double Score(CancellationToken cancellation) => _score.Of(_graphs, cancellation);
}
