using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using TorchSharp;
using static TorchSharp.torch;
using TensorPrimitives = System.Numerics.Tensors.TensorPrimitives;

namespace OnnxRecs.Train;

/// <summary>How a training is run, beside the model's own options.</summary>
/// <param name="Name">Shown with the progress.</param>
/// <param name="Seed">Of batches and dropout.</param>
/// <param name="Device">"cpu" or "cuda".</param>
/// <param name="Threads">Threads of one operation, 0 for all cores.</param>
/// <param name="CheckpointPath">The file between epochs.</param>
/// <param name="Key">A checkpoint of another key is not taken up.</param>
public sealed record TrainingRun(string Name, ulong Seed, string Device, int Threads, string CheckpointPath, string Key);

/// <param name="BestEpoch">The epoch whose weights the model now has, from 1.</param>
/// <param name="Metric">What the scores are, such as "NDCG@10"; null without a validation part.</param>
/// <param name="Losses">Mean loss of each epoch.</param>
/// <param name="Scores">Validation score after each epoch; empty without a validation part.</param>
/// <param name="EarlierSeconds">What the epochs took that an earlier, interrupted run had done.</param>
public sealed record TrainingResult(int BestEpoch, string? Metric, double[] Losses, double[] Scores, double EarlierSeconds);

/// <summary>Trains a model with early stopping on the validation part.</summary>
/// <remarks>
/// All randomness of a step follows from the seed and the number of the step, so a run that goes on from the checkpoint of an epoch ends, on the CPU, in
/// the same bits as one that was never interrupted; on a GPU libtorch adds up in any order. Batches are made, down to their tensors, on a thread of their own.
/// </remarks>
public sealed class TorchTrainer(TrainingRun run, IReporter reporter, TimeProvider time)
{
    /// <summary>Trains and leaves the best weights in the model; without a validation part, the last ones.</summary>
    /// <exception cref="InputException">The loss is not a number, the memory does not suffice, or the device is not there.</exception>
    /// <exception cref="OperationCanceledException">Interrupted; the checkpoint of the last whole epoch stays.</exception>
    public TrainingResult Train(ITrainedModel model, PreparedData data, CancellationToken cancellation)
    {
        try
        {
            return TrainToTheEnd(model, data, cancellation);
        }
        catch (Exception e) when (OutOfMemory.Of(e) is { } cause)
        {
            throw OutOfMemory.Explain(run.Name, model.Training, cause);
        }
    }

    /// <summary>The checkpoint is of no use once the artifact is in its place.</summary>
    public void Finish() => new Checkpoint(run.CheckpointPath, run.Key).Delete();

    private TrainingResult TrainToTheEnd(ITrainedModel model, PreparedData data, CancellationToken cancellation)
    {
        TrainingOptions options = model.Training;
        Device device = TorchDevice.Open(run.Device, run.Threads);
        using var weights = new TorchWeights(model.Weights, device);
        using var optimizer = new Optimizer(weights, options);
        var checkpoint = new Checkpoint(run.CheckpointPath, run.Key);
        var best = new Dictionary<Weight, float[]>();
        var validation = Validation.Of(model, weights, data);
        IBatcher batcher = model.CreateBatcher(data, run.Seed);
        if (batcher.BatchesPerEpoch == 0)
            throw new InputException($"{run.Name}: there is nothing to learn from in {data.Name}: no user has two liked training events. Give the training a larger part ($.split), or train a model that reads single events.");
        if (options.Schedule == "plateau" && validation is null)
            throw new InputException($"{run.Name}: the schedule \"plateau\" follows the validation, and there is no validation part. Set models.{run.Name}.schedule to \"cosine\" or \"constant\", or give $.split one.");

        TrainingState state = checkpoint.Load(weights, optimizer, best) ?? TrainingState.Start;
        if (state.Epoch > 0) reporter.Message($"{run.Name}: going on after epoch {state.Epoch}");
        long start = time.GetTimestamp();
        (int first, double earlier) = (state.Epoch, state.Seconds);
        while (state.Epoch < options.Epochs && (validation is null || state.Epoch - state.BestEpoch < options.Patience))
        {
            double loss = TrainEpoch(model, batcher, weights, optimizer, state, cancellation);
            state = After(state, loss, validation is null ? null : Score(validation, state.Epoch + 1, model, cancellation), validation) with { Seconds = earlier + time.GetElapsedTime(start).TotalSeconds };
            bool better = state.BestEpoch == state.Epoch;
            foreach ((Weight weight, _) in weights.Changing)
            {
                float[] values = weights.Read(weight);
                // The last step's loss was taken before its update.
                if (!TensorPrimitives.IsFiniteAll<float>(values)) throw Diverged($"after epoch {state.Epoch} a value of '{weight.Name}' is not a number", model, null);
                if (better) best[weight] = values;
            }
            checkpoint.Save(state, weights, optimizer, best);
            string figures = validation is null ? "" : $"  validation {validation.Metric} {state.Scores[^1]:F4}{(better ? " *" : "")}";
            reporter.Message($"{run.Name}: epoch {state.Epoch}  loss {loss:F4}{figures}  {time.GetElapsedTime(start).TotalSeconds / (state.Epoch - first):F1} s/epoch");
        }
        foreach ((Weight weight, float[] values) in best) values.CopyTo(weight.Values, 0);
        return new TrainingResult(state.BestEpoch, validation?.Metric, state.Losses, state.Scores, earlier);
    }

    private static TrainingState After(TrainingState state, double loss, double? score, Validation? validation)
    {
        int epoch = state.Epoch + 1;
        bool better = score is null || state.BestEpoch == 0 || validation!.IsBetter(score.Value, state.Scores[state.BestEpoch - 1]);
        int best = better ? epoch : state.BestEpoch;
        double[] scores = score is { } one ? [.. state.Scores, one] : [];
        return state with { Epoch = epoch, BestEpoch = best, Losses = [.. state.Losses, loss], Scores = scores, SinceBest = [.. state.SinceBest, epoch - best] };
    }

    private double TrainEpoch(ITrainedModel model, IBatcher batcher, TorchWeights weights, Optimizer optimizer, TrainingState state, CancellationToken cancellation)
    {
        var ops = new TorchOps(weights, training: true);
        var stepSize = new StepSize(model.Training, batcher.BatchesPerEpoch);
        long start = time.GetTimestamp();
        double sum = 0;
        int done = 0;
        long examples = 0;
        using var batches = new BatchQueue(batcher.Epoch(state.Epoch), weights.Device);
        foreach (TensorBatch batch in batches.Take(cancellation))
        {
            ops.BeginStep(Rng.Mix(run.Seed + 0x5bd1e995 * (ulong)(optimizer.Steps + 1)));
            float loss = Step(model, ops, optimizer, batch, stepSize.At(optimizer.Steps + 1, state.SinceBest));
            done++;
            if (!float.IsFinite(loss))
                throw Diverged($"the loss is {loss} in epoch {state.Epoch + 1}, batch {done}", model, null);
            sum += loss;
            examples += batch.Examples;
            double seconds = time.GetElapsedTime(start).TotalSeconds;
            int left = batcher.BatchesPerEpoch - done, later = (model.Training.Epochs - state.Epoch - 1) * batcher.BatchesPerEpoch;
            reporter.Progress(run.Name, (double)done / batcher.BatchesPerEpoch,
                $"epoch {state.Epoch + 1}  loss {sum / done:F4}  {examples / seconds:F0} examples/s  {seconds / done * left:F0} s left, of all epochs at most {seconds / done * (left + later) / 60:F0} min");
        }
        return sum / done;
    }

    private double Score(Validation validation, int epoch, ITrainedModel model, CancellationToken cancellation)
    {
        try
        {
            return validation.Score(cancellation);
        }
        catch (ArithmeticException e)
        {
            throw Diverged($"after epoch {epoch} a score is not a number", model, e);
        }
    }

    private InputException Diverged(string what, ITrainedModel model, Exception? inner) =>
        new($"{run.Name}: {what}. Lower models.{run.Name}.learningRate (now {model.Training.LearningRate}).", inner);

    private static float Step(ITrainedModel model, TorchOps ops, Optimizer optimizer, TensorBatch batch, double rate)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor loss = model.Loss(ops, batch.Columns);
        ops.Backward(loss);
        optimizer.Step(ops.LazyLookups, rate);
        return loss.cpu().item<float>();
    }
}
