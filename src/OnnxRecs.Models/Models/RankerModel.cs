using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>A model with one graph: from items [B, N], and what else it reads, to scores [B, N].</summary>
/// <param name="weights">The model's weights; it may add to them while it is made.</param>
/// <param name="inputs">What the graph reads, named as in <see cref="FeedNames"/>.</param>
public abstract class RankerModel(WeightSet weights, params TensorInfo[] inputs) : IModel, IGraph
{
    public IReadOnlyList<Weight> Weights => weights.All;

    public IReadOnlyList<IGraph> Graphs => [this];

    public string Name => "model";

    public IReadOnlyList<TensorInfo> Inputs => inputs;

    /// <summary>"scores", which only order items, or <see cref="FeedNames.Ratings"/>.</summary>
    public virtual TensorInfo Output { get; } = new("scores", ["B", "N"]);

    public virtual IReadOnlyList<TensorInfo> Outputs => [Output];

    public abstract T Run<T>(IOps<T> ops, Tensors<T> inputs);

    public virtual IReadOnlyList<T> RunAll<T>(IOps<T> ops, Tensors<T> inputs) => [Run(ops, inputs)];
}
