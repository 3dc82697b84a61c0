using Microsoft.ML.OnnxRuntime;

namespace OnnxRecs.Runtime;

/// <summary>How all sessions of ONNX Runtime are set up, and what its exceptions mean to those who do not know it.</summary>
internal static class Sessions
{
    // What its allocators and those beneath them say, on the CPU of any system and on the GPU.
    private static readonly string[] SignsOfMemory = ["failed to allocate memory", "smaller than requested bytes", "out of memory", "bad_alloc", "bad allocation"];

    /// <summary>Opens one.</summary>
    /// <param name="what">The file, for messages.</param>
    /// <param name="threads">Threads within one run, 0 for all cores.</param>
    /// <param name="device">"cpu" or "cuda".</param>
    /// <param name="open">From a path or bytes.</param>
    /// <exception cref="InvalidDataException">It cannot be loaded.</exception>
    /// <exception cref="InputException">The device is not there.</exception>
    /// <exception cref="InsufficientMemoryException">The model does not fit into memory.</exception>
    public static InferenceSession Open(string what, int threads, string device, Func<SessionOptions, InferenceSession> open)
    {
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
            return open(options);
        }
        catch (OnnxRuntimeException e)
        {
            if (IsMemory(e)) throw TooLittleMemory(e);
            if (device == "cuda") throw NoCuda(e);
            throw new InvalidDataException($"{what} cannot be loaded as an ONNX model: {OneLine(e)}", e);
        }
    }

    /// <summary>What to throw where a run ended with this. The feeds were checked, so it is the file or the memory.</summary>
    public static Exception Explained(string what, OnnxRuntimeException e) => IsMemory(e) ? TooLittleMemory(e) : new InvalidDataException($"{what} cannot be run: {OneLine(e)}", e);

    private static bool IsMemory(OnnxRuntimeException e) => Array.Exists(SignsOfMemory, sign => e.Message.Contains(sign, StringComparison.OrdinalIgnoreCase));

    // Of a type of the platform's, so that callers need not know the runtime.
    private static InsufficientMemoryException TooLittleMemory(OnnxRuntimeException e) => new($"ONNX Runtime: {OneLine(e)}", e);

    private static string OneLine(Exception e) => e.Message.ReplaceLineEndings(" ").Trim();

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
