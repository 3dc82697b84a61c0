using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Ops;

namespace OnnxRecs.Models;

/// <summary>What is exported: weights and the graphs over them.</summary>
/// <remarks>
/// A ranker has one graph "model" with an input "items" [B, N] and an output "scores" or "ratings" [B, N]. A retrieval model has two graphs, "user"
/// with an output "vector" [B, D] and "item" with an input "items" [N] and an output "vectors" [N, D]; its score is their inner product.
/// </remarks>
public interface IModel
{
    IReadOnlyList<Weight> Weights { get; }

    IReadOnlyList<IGraph> Graphs { get; }
}

/// <summary>A model with a loss.</summary>
public interface ITrainedModel : IModel
{
    TrainingOptions Training { get; }

    /// <summary>The mean loss of one batch, a scalar.</summary>
    T Loss<T>(ITrainOps<T> ops, Tensors<T> batch);

    /// <summary>Makes the batches that <see cref="Loss"/> understands.</summary>
    IBatcher CreateBatcher(PreparedData data, ulong seed);
}

/// <summary>How a model is trained; every trained model's options have these.</summary>
public record TrainingOptions
{
    /// <summary>At most so many passes over the training data.</summary>
    [Range(1, 10_000)]
    public int Epochs { get; init; } = 30;

    /// <summary>Training ends after so many epochs without a better NDCG@10 on the validation part; the best epoch is kept.</summary>
    [Range(1, 1_000)]
    public int Patience { get; init; } = 3;

    /// <summary>Step size of Adam.</summary>
    [Range(1e-7, 1.0)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>Training examples in one step; what an example is, each model says.</summary>
    [Range(2, 1_000_000)]
    public int BatchSize { get; init; } = 1024;
}
