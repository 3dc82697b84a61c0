using OnnxRecs.Artifacts;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Ops;

/// <summary>A function that is exported: its inputs, its outputs and its arithmetic.</summary>
/// <remarks>Most graphs have one output and say only <see cref="Output"/> and <see cref="Run"/>.</remarks>
public interface IGraph
{
    /// <summary>File name without ending.</summary>
    string Name { get; }

    IReadOnlyList<TensorInfo> Inputs { get; }

    /// <summary>What ranking, search and evaluation read.</summary>
    TensorInfo Output { get; }

    /// <summary><see cref="Output"/> first, then what explains it. ONNX Runtime computes all of them whichever are asked for, so those that explain should be by-products.</summary>
    IReadOnlyList<TensorInfo> Outputs => [Output];

    /// <summary>What the manifest says about it.</summary>
    GraphInfo Info => new(Name, [.. Inputs], [.. Outputs]);

    /// <summary>The value of <see cref="Output"/>.</summary>
    T Run<T>(IOps<T> ops, Tensors<T> inputs);

    /// <summary>One value for each of <see cref="Outputs"/>, in their order.</summary>
    IReadOnlyList<T> RunAll<T>(IOps<T> ops, Tensors<T> inputs) => [Run(ops, inputs)];
}

/// <summary>Named values: the inputs of a graph, or a batch.</summary>
public sealed class Tensors<T>(IReadOnlyDictionary<string, T> values)
{
    public T this[string name] =>
        values.TryGetValue(name, out T? value) ? value : throw new KeyNotFoundException($"There is no '{name}' among {string.Join(", ", values.Keys)}.");
}
