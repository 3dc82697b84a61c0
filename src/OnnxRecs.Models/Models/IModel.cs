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

    /// <summary>Begins with what its parts have learnt; only called on a model for which <see cref="ModelEntry.Parts"/> names some.</summary>
    void TakeParts(PartWeights parts) => throw new NotSupportedException("This model has no parts.");

    /// <summary>Makes the batches that <see cref="Loss"/> understands.</summary>
    IBatcher CreateBatcher(PreparedData data, ulong seed);
}

/// <summary>How a model is trained; every trained model's options have these.</summary>
public record TrainingOptions
{
    /// <summary>At most so many passes over the training data.</summary>
    [Range(1, 10_000)]
    public int Epochs { get; init; } = 30;

    /// <summary>
    /// Training ends after so many epochs without a better score on the validation part (NDCG@10 over the whole catalogue, RMSE of models that
    /// predict ratings); the best epoch is kept. Without a validation part all epochs are run and the last one is kept.
    /// </summary>
    [Range(1, 1_000)]
    public int Patience { get; init; } = 3;

    /// <summary>The validation score is that of so many users at most, spread over all. Of 1,000 its standard error is near 5 % of itself, but much smaller from epoch to epoch.</summary>
    [Range(1, int.MaxValue)]
    public int ValidationUsers { get; init; } = 1000;

    /// <summary>"adam", "adamw" (weight decay apart from the gradient) or "sgd".</summary>
    [AllowedValues("adam", "adamw", "sgd")]
    public string Optimizer { get; init; } = "adam";

    /// <summary>Step size.</summary>
    [Range(1e-7, 1.0)]
    [TunedRange(1e-4, 1e-2, Log = true)]
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the step size goes on after the warm-up: "constant", "cosine" (to 0 over all epochs) or "plateau" (halved when the validation gets no better).</summary>
    [AllowedValues("constant", "cosine", "plateau")]
    public string Schedule { get; init; } = "constant";

    /// <summary>The step size grows from 0 over so many steps.</summary>
    [Range(0, 1_000_000)]
    public int WarmupSteps { get; init; }

    /// <summary>Pull of all weights to 0, of embedding tables only the rows of the batch: added to the gradient, or with "adamw" taken off apart from it.</summary>
    [Range(0.0, 1.0)]
    [TunedChoices(0.0, 1e-8, 1e-7, 1e-6, 1e-5)]
    public double WeightDecay { get; init; }

    /// <summary>Longest the gradient of all weights together may be; 0: any length.</summary>
    [Range(0.0, 1e6)]
    public double ClipNorm { get; init; }

    /// <summary>Training examples in one step; what an example is, each model says.</summary>
    [Range(2, 1_000_000)]
    public int BatchSize { get; init; } = 1024;

    /// <summary>Whether the model learns what follows what, so that it needs to know the order of events.</summary>
    internal virtual bool LearnsOrder => false;
}
