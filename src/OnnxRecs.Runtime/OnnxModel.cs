using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxRecs.Artifacts;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Runtime;

/// <summary>An exported graph in ONNX Runtime. Thread-safe: one session serves all callers.</summary>
public sealed class OnnxModel : IModelRunner
{
    private readonly string _path;
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();

    /// <param name="path">The ONNX file.</param>
    /// <param name="graph">What its manifest says about inputs and outputs.</param>
    /// <param name="threads">Threads within one run, 0 for all cores; 1 is best where callers run in parallel.</param>
    /// <param name="device">"cpu" or "cuda".</param>
    /// <exception cref="InvalidDataException">The file cannot be loaded, or is not what the manifest says.</exception>
    /// <exception cref="InputException">The device is not there.</exception>
    /// <exception cref="InsufficientMemoryException">The model does not fit into memory.</exception>
    public OnnxModel(string path, GraphInfo graph, int threads = 1, string device = "cpu")
    {
        _path = path;
        Inputs = graph.Inputs;
        Outputs = graph.Outputs;
        string[] inputNames = [.. graph.Inputs.Select(i => i.Name)], outputNames = [.. graph.Outputs.Select(o => o.Name)];
        _session = Sessions.Open(path, threads, device, options => new InferenceSession(path, options));
        string? fault =
            !_session.InputNames.ToHashSet().SetEquals(inputNames) ? Differs("inputs", _session.InputNames, inputNames)
            : !_session.OutputNames.SequenceEqual(outputNames) ? Differs("outputs", _session.OutputNames, outputNames)
            : inputNames.Select((name, i) => OtherTensor("takes", graph.Inputs[i], _session.InputMetadata[name], TensorElementType.Int64))
                .Concat(outputNames.Select((name, i) => OtherTensor("gives", graph.Outputs[i], _session.OutputMetadata[name], TensorElementType.Float))).FirstOrDefault(other => other is not null);
        if (fault is null) return;
        _session.Dispose();
        throw new InvalidDataException($"{path} {fault}.");

        static string Differs(string what, IEnumerable<string> found, string[] expected) => $"has {what} {string.Join(", ", found)} where its manifest names {string.Join(", ", expected)}";
    }

    public IReadOnlyList<TensorInfo> Inputs { get; }

    public IReadOnlyList<TensorInfo> Outputs { get; }

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>The <see cref="OpenModel"/> of a device.</summary>
    public static OpenModel Opener(string device) => (path, graph, threads) => new OnnxModel(path, graph, threads, device);

    /// <inheritdoc/>
    /// <exception cref="InsufficientMemoryException">What the graph computes in between does not fit into memory.</exception>
    /// <exception cref="InvalidDataException">The runtime refuses the graph, which only shows when it is run.</exception>
    public void Run(ReadOnlySpan<Feed> feeds, ReadOnlySpan<Fetch> fetches, CancellationToken cancel = default)
    {
        cancel.ThrowIfCancellationRequested();
        FeedCheck.Check(Inputs, feeds);
        FeedCheck.Check(Outputs, fetches);
        // One that can be stopped has options of its own: the flag that stops it is in them.
        using RunOptions? stoppable = cancel.CanBeCanceled ? new RunOptions() : null;
        using CancellationTokenRegistration stop = cancel.Register(options => ((RunOptions)options!).Terminate = true, stoppable);
        var names = new string[feeds.Length];
        var inputs = new OrtValue[feeds.Length];
        var outputNames = new string[fetches.Length];
        var outputs = new OrtValue[fetches.Length];
        try
        {
            for (int i = 0; i < feeds.Length; i++)
            {
                names[i] = feeds[i].Name;
                inputs[i] = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, feeds[i].Values, feeds[i].Dims);
            }
            for (int i = 0; i < fetches.Length; i++)
            {
                outputNames[i] = fetches[i].Name;
                outputs[i] = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, fetches[i].Values, fetches[i].Dims);
            }
            _session.Run(stoppable ?? _run, names, inputs, outputNames, outputs);
        }
        catch (OnnxRuntimeException e) when (cancel.IsCancellationRequested)
        {
            throw new OperationCanceledException("The run of the model was ended.", e, cancel);
        }
        catch (OnnxRuntimeException e)
        {
            throw Sessions.Explained(_path, e);
        }
        finally
        {
            foreach (OrtValue? input in inputs) input?.Dispose();
            foreach (OrtValue? output in outputs) output?.Dispose();
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    /// <summary>What is wrong with a tensor of the file: its type, the number of its axes or a fixed size; the names of free sizes do not matter.</summary>
    private static string? OtherTensor(string verb, TensorInfo expected, NodeMetadata found, TensorElementType type)
    {
        bool same = found.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR && found.ElementDataType == type && found.Dimensions.Length == expected.Dims.Length
            && found.Dimensions.Zip(expected.Dims).All(pair => pair.First < 0 || !int.TryParse(pair.Second, out int size) || size == pair.First);
        if (same) return null;
        string shape = found.OnnxValueType == OnnxValueType.ONNX_TYPE_TENSOR
            ? $"{found.ElementDataType} [{string.Join(", ", found.Dimensions.Zip(found.SymbolicDimensions, (size, name) => size >= 0 ? $"{size}" : name.Length > 0 ? name : "?"))}]"
            : "something else than a tensor";
        return $"{verb} '{expected.Name}' as {shape} where its manifest says {type} [{string.Join(", ", expected.Dims)}]";
    }
}
