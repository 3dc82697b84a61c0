using System.Threading.Channels;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using TorchSharp;
using static TorchSharp.torch;

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
/// <param name="Losses">Mean loss of each epoch.</param>
/// <param name="Scores">Validation NDCG@10 after each epoch.</param>
public sealed record TrainingResult(int BestEpoch, double[] Losses, double[] Scores);

/// <summary>Trains a model with Adam and early stopping on validation NDCG@10 over the whole catalogue.</summary>
/// <remarks>
/// All randomness of a step follows from the seed and the number of the step, so a run that goes on from the checkpoint of an epoch ends in
/// the same bits as one that was never interrupted. Batches are made on a thread of their own.
/// </remarks>
public sealed class TorchTrainer(TrainingRun run, IReporter reporter, TimeProvider time)
{
    private const int PreparedBatches = 8;

    /// <summary>Trains and leaves the best weights in the model.</summary>
    /// <exception cref="InputException">The loss is not a number, or the device is not there.</exception>
    /// <exception cref="OperationCanceledException">Interrupted; the checkpoint of the last whole epoch stays.</exception>
    public TrainingResult Train(ITrainedModel model, PreparedData data, CancellationToken cancellation)
    {
        Device device = TorchDevice.Open(run.Device, run.Threads);
        using var weights = new TorchWeights(model.Weights, device);
        using var adam = new Adam(weights, model.Training.LearningRate);
        var checkpoint = new Checkpoint(run.CheckpointPath, run.Key);
        var best = new Dictionary<Weight, float[]>();
        var validation = new Validation(model, weights, data);
        IBatcher batcher = model.CreateBatcher(data, run.Seed);

        TrainingState state = checkpoint.Load(weights, adam, best) ?? TrainingState.Start;
        if (state.Epoch > 0) reporter.Message($"{run.Name}: going on after epoch {state.Epoch}");
        long start = time.GetTimestamp();
        int first = state.Epoch;
        while (state.Epoch < model.Training.Epochs && state.Epoch - state.BestEpoch < model.Training.Patience)
        {
            double loss = TrainEpoch(model, batcher, weights, adam, state, cancellation);
            double score = Score(validation, state.Epoch + 1, model, cancellation);
            int epoch = state.Epoch + 1;
            bool better = score > state.BestScore;
            if (better)
            {
                foreach ((Weight weight, _) in weights.Changing) best[weight] = weights.Read(weight);
            }
            state = new TrainingState(epoch, better ? epoch : state.BestEpoch, better ? score : state.BestScore, [.. state.Losses, loss], [.. state.Scores, score]);
            checkpoint.Save(state, weights, adam, best);
            double seconds = time.GetElapsedTime(start).TotalSeconds / (epoch - first);
            reporter.Message($"{run.Name}: epoch {epoch}  loss {loss:F4}  validation NDCG@10 {score:F4}{(better ? " *" : "")}  {seconds:F1} s/epoch");
        }
        foreach ((Weight weight, float[] values) in best) values.CopyTo(weight.Values, 0);
        return new TrainingResult(state.BestEpoch, state.Losses, state.Scores);
    }

    /// <summary>The checkpoint is of no use once the artifact is in its place.</summary>
    public void Finish() => new Checkpoint(run.CheckpointPath, run.Key).Delete();

    private double TrainEpoch(ITrainedModel model, IBatcher batcher, TorchWeights weights, Adam adam, TrainingState state, CancellationToken cancellation)
    {
        var ops = new TorchOps(weights, training: true);
        long start = time.GetTimestamp();
        double sum = 0;
        int done = 0;
        long examples = 0;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        ChannelReader<Batch> batches = Prepare(batcher.Epoch(state.Epoch), stop.Token);
        try
        {
            while (batches.WaitToReadAsync(cancellation).AsTask().GetAwaiter().GetResult())
            {
                while (batches.TryRead(out Batch? batch))
                {
                    cancellation.ThrowIfCancellationRequested();
                    random.manual_seed((long)(Rng.Mix(run.Seed + 0x5bd1e995 * (ulong)(adam.Steps + 1)) >> 1));
                    float loss = Step(model, ops, weights, adam, batch);
                    done++;
                    if (!float.IsFinite(loss))
                        throw Diverged($"the loss is {loss} in epoch {state.Epoch + 1}, batch {done}", model, null);
                    sum += loss;
                    examples += batch.Examples;
                    double seconds = time.GetElapsedTime(start).TotalSeconds;
                    double left = seconds / done * (batcher.BatchesPerEpoch - done);
                    reporter.Progress(run.Name, (double)done / batcher.BatchesPerEpoch,
                        $"epoch {state.Epoch + 1}  loss {sum / done:F4}  {examples / seconds:F0} examples/s  {left:F0} s left");
                }
            }
        }
        finally
        {
            stop.Cancel();
        }
        return sum / done;
    }

    private double Score(Validation validation, int epoch, ITrainedModel model, CancellationToken cancellation)
    {
        try
        {
            return validation.Ndcg(cancellation);
        }
        catch (ArithmeticException e)
        {
            throw Diverged($"after epoch {epoch} a score is not a number", model, e);
        }
    }

    private InputException Diverged(string what, ITrainedModel model, Exception? inner) =>
        new($"{run.Name}: {what}. Lower models.{run.Name}.learningRate (now {model.Training.LearningRate}).", inner);

    private static float Step(ITrainedModel model, TorchOps ops, TorchWeights weights, Adam adam, Batch batch)
    {
        using DisposeScope scope = NewDisposeScope();
        var columns = new Dictionary<string, Tensor>();
        foreach ((string name, BatchColumn column) in batch.Columns)
        {
            Tensor onHost = column.Values is long[] indexes ? tensor(indexes, column.Dims) : tensor((float[])column.Values, column.Dims);
            columns.Add(name, onHost.to(weights.Device));
        }
        Tensor loss = model.Loss(ops, new Tensors<Tensor>(columns));
        loss.backward();
        adam.Step();
        return loss.cpu().item<float>();
    }

    private static ChannelReader<Batch> Prepare(IEnumerable<Batch> batches, CancellationToken stop)
    {
        var channel = Channel.CreateBounded<Batch>(new BoundedChannelOptions(PreparedBatches) { SingleReader = true, SingleWriter = true });
        _ = Task.Run(async () =>
        {
            try
            {
                foreach (Batch batch in batches) await channel.Writer.WriteAsync(batch, stop);
                channel.Writer.Complete();
            }
            catch (Exception e)
            {
                channel.Writer.Complete(e); // surfaces where the batches are read
            }
        }, CancellationToken.None);
        return channel.Reader;
    }
}
