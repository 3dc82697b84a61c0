using OnnxRecs.Pipeline;

namespace OnnxRecs.Ops;

/// <summary>A function that is exported: its inputs, its one output and its arithmetic.</summary>
public interface IGraph
{
    /// <summary>File name without ending.</summary>
    string Name { get; }

    IReadOnlyList<TensorInfo> Inputs { get; }

    TensorInfo Output { get; }

    T Run<T>(IOps<T> ops, Tensors<T> inputs);
}

/// <summary>Named values: the inputs of a graph, or a batch.</summary>
public sealed class Tensors<T>(IReadOnlyDictionary<string, T> values)
{
    public T this[string name] =>
        values.TryGetValue(name, out T? value) ? value : throw new KeyNotFoundException($"There is no '{name}' among {string.Join(", ", values.Keys)}.");
}
