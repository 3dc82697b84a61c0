namespace OnnxRecs.Models;

/// <summary>Makes the batches of an epoch. The same seed and epoch give the same batches, so a resumed run needs no generator state.</summary>
public interface IBatcher
{
    int BatchesPerEpoch { get; }

    IEnumerable<Batch> Epoch(int epoch);
}

/// <summary>Named arrays for one step.</summary>
/// <param name="Examples">How many training examples it holds.</param>
/// <param name="Columns">Arrays of long or float, by the names that the model's loss uses.</param>
public sealed record Batch(int Examples, IReadOnlyDictionary<string, BatchColumn> Columns);

/// <param name="Values">long[] or float[], row-major.</param>
/// <param name="Dims">The shape.</param>
public sealed record BatchColumn(Array Values, params long[] Dims);
