using OnnxRecs.Artifacts;
using OnnxRecs.Ops;

namespace OnnxRecs.Train;

/// <summary>Where a training stands after an epoch. With weights and moments beside it, a resumed run is bit-equal to an uninterrupted one.</summary>
/// <param name="Epoch">Epochs done.</param>
/// <param name="BestEpoch">The epoch whose weights are kept, from 1; 0 before the first.</param>
/// <param name="Losses">Mean loss of each epoch.</param>
/// <param name="Scores">Validation score after each epoch; empty without a validation part.</param>
/// <param name="SinceBest">For each epoch, how many epochs before it the best one was.</param>
/// <param name="Seconds">Spent on these epochs, whenever they were run.</param>
internal sealed record TrainingState(int Epoch, int BestEpoch, double[] Losses, double[] Scores, int[] SinceBest, double Seconds)
{
    public static TrainingState Start { get; } = new(0, 0, [], [], [], 0);
}

/// <summary>The file between epochs: written beside and renamed, so the last one is always whole.</summary>
/// <param name="path">The file.</param>
/// <param name="key">What is trained with which settings on which data; a checkpoint of another key is not taken up.</param>
internal sealed class Checkpoint(string path, string key)
{
    public void Save(TrainingState state, TorchWeights weights, Optimizer optimizer, IReadOnlyDictionary<Weight, float[]> best)
    {
        IEnumerable<(string, Array)> blocks =
        [
            ("key", BlockFile.Text([key])),
            ("state", new long[] { state.Epoch, state.BestEpoch, optimizer.Steps }),
            ("sinceBest", Array.ConvertAll(state.SinceBest, epochs => (long)epochs)),
            ("losses", Array.ConvertAll(state.Losses, BitConverter.DoubleToInt64Bits)),
            ("scores", Array.ConvertAll(state.Scores, BitConverter.DoubleToInt64Bits)),
            ("seconds", new[] { BitConverter.DoubleToInt64Bits(state.Seconds) }),
            .. weights.Changing.Select(w => ($"weight/{w.Weight.Name}", (Array)weights.Read(w.Weight))),
            .. optimizer.Moments.Select(m => ($"mean/{m.Weight.Name}", (Array)TorchWeights.Read(m.Mean))),
            .. optimizer.Moments.Select(m => ($"square/{m.Weight.Name}", (Array)TorchWeights.Read(m.Square))),
            .. best.Select(b => ($"best/{b.Key.Name}", (Array)b.Value)),
        ];
        BlockFile.Write(path, blocks);
    }

    /// <summary>Restores weights and moments; null when there is nothing to go on from.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or of another version of the model; the message says to delete it.</exception>
    public TrainingState? Load(TorchWeights weights, Optimizer optimizer, Dictionary<Weight, float[]> best)
    {
        if (!File.Exists(path)) return null;
        BlockFile file = BlockFile.Read(path);
        if (file.GetText("key")[0] != key) return null;
        float[] Values(string name, Weight weight) => file.Get<float>(name) is { } values && values.Length == weight.Values.Length
            ? values
            : throw new InvalidDataException($"{path} is of another version of the model ({name} has another size): delete it, and the training begins anew");
        long[] state = file.Get<long>("state");
        foreach ((Weight weight, TorchSharp.torch.Tensor tensor) in weights.Changing)
        {
            TorchWeights.Write(tensor, Values($"weight/{weight.Name}", weight));
            best[weight] = Values($"best/{weight.Name}", weight);
        }
        foreach ((Weight weight, TorchSharp.torch.Tensor mean, TorchSharp.torch.Tensor square) in optimizer.Moments)
        {
            TorchWeights.Write(mean, Values($"mean/{weight.Name}", weight));
            TorchWeights.Write(square, Values($"square/{weight.Name}", weight));
        }
        optimizer.Steps = state[2];
        return new TrainingState((int)state[0], (int)state[1],
            Array.ConvertAll(file.Get<long>("losses"), BitConverter.Int64BitsToDouble), Array.ConvertAll(file.Get<long>("scores"), BitConverter.Int64BitsToDouble),
            Array.ConvertAll(file.Get<long>("sinceBest"), epochs => (int)epochs), BitConverter.Int64BitsToDouble(file.Get<long>("seconds")[0]));
    }

    public void Delete() => File.Delete(path);
}
