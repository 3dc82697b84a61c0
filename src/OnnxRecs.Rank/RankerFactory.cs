using OnnxRecs.Config;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank;

/// <summary>Makes the rankers that settings name. Each model is opened once, and all are closed together.</summary>
/// <param name="open">Opens the graph of a model.</param>
public sealed class RankerFactory(Func<string, IModelRunner> open) : IDisposable
{
    private readonly Dictionary<string, IModelRunner> _models = new(StringComparer.Ordinal);

    /// <summary>A model's ranker.</summary>
    public ModelRanker OfModel(string model)
    {
        if (!_models.TryGetValue(model, out IModelRunner? runner)) _models.Add(model, runner = open(model));
        return new ModelRanker(runner, model);
    }

    /// <summary>The ranker of a name, a model's or a blend's.</summary>
    /// <param name="options">Says which blends there are.</param>
    /// <param name="name">One of <see cref="RankOptions.Rankers"/>.</param>
    /// <param name="scaleOf">What the scores of a model are like; only asked for blends.</param>
    public IRanker Create(RankOptions options, string name, Func<string, ScoreScale> scaleOf) =>
        options.BlendOf(name) is { } blend
            ? new BlendRanker(name, [.. blend.Models.Select((model, i) => new BlendPart(OfModel(model), blend.Weights[i], scaleOf(model)))])
            : OfModel(name);

    public void Dispose()
    {
        foreach (IModelRunner model in _models.Values) model.Dispose();
    }
}
