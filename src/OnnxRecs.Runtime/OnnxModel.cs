using Microsoft.ML.OnnxRuntime;
using OnnxRecs.Artifacts;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Runtime;

/// <summary>An exported graph in ONNX Runtime. Thread-safe: one session serves all callers.</summary>
public sealed class OnnxModel : IModelRunner
{
    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputNames;
    private readonly string[] _outputNames;

    /// <param name="path">The ONNX file.</param>
    /// <param name="graph">What its manifest says about inputs and output.</param>
    /// <param name="threads">Threads within one run, 0 for all cores; 1 is best where callers run in parallel.</param>
    /// <param name="device">"cpu" or "cuda".</param>
    /// <exception cref="InvalidDataException">The file cannot be loaded, or is not what the manifest says.</exception>
    /// <exception cref="InputException">The device is not there.</exception>
    public OnnxModel(string path, GraphInfo graph, int threads = 1, string device = "cpu")
    {
        Inputs = graph.Inputs;
        Output = graph.Output;
        _inputNames = [.. graph.Inputs.Select(i => i.Name)];
        _outputNames = [graph.Output.Name];
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        // The default waits busily on every core between runs.
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        if (device == "cuda") UseCuda(options);
        try
        {
            _session = new InferenceSession(path, options);
        }
        catch (OnnxRuntimeException e)
        {
            if (device == "cuda") throw NoCuda(e);
            throw new InvalidDataException($"{path} cannot be loaded as an ONNX model: {e.Message}", e);
        }
        if (!_session.InputNames.ToHashSet().SetEquals(_inputNames) || !_session.OutputNames.SequenceEqual(_outputNames))
        {
            _session.Dispose();
            throw new InvalidDataException($"{path} has inputs {string.Join(", ", _session.InputNames)} where its manifest names {string.Join(", ", _inputNames)}.");
        }
    }

    public IReadOnlyList<TensorInfo> Inputs { get; }

    public TensorInfo Output { get; }

    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>The <see cref="OpenModel"/> of a device.</summary>
    public static OpenModel Opener(string device) => (path, graph, threads) => new OnnxModel(path, graph, threads, device);

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<Feed> feeds, Memory<float> output, long[] outputDims)
    {
        FeedCheck.Check(Inputs, feeds);
        var names = new string[feeds.Length];
        var inputs = new OrtValue[feeds.Length];
        OrtValue? result = null;
        try
        {
            for (int i = 0; i < feeds.Length; i++)
            {
                names[i] = feeds[i].Name;
                inputs[i] = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, feeds[i].Values, feeds[i].Dims);
            }
            result = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, output, outputDims);
            _session.Run(_run, names, inputs, _outputNames, [result]);
        }
        finally
        {
            foreach (OrtValue? input in inputs) input?.Dispose();
            result?.Dispose();
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private static void UseCuda(SessionOptions options)
    {
        try
        {
            using var cuda = new OrtCUDAProviderOptions();
            // The default rounds the inputs of products to 10 bits, which training does not.
            cuda.UpdateOptions(new Dictionary<string, string> { ["use_tf32"] = "0" });
            options.AppendExecutionProvider_CUDA(cuda);
        }
        catch (Exception e) when (e is OnnxRuntimeException or EntryPointNotFoundException)
        {
            throw NoCuda(e);
        }
    }

    private static InputException NoCuda(Exception e) => new(
        $"Device cuda is not available to ONNX Runtime: {e.Message.ReplaceLineEndings(" ")} Use --device cpu, or install the CUDA build (make setup ENGINE_DEVICE=cuda).", e);
}
