using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Runtime;

/// <summary>A bundle in ONNX Runtime: the whole chain in one run. Thread-safe: one session serves all callers.</summary>
public sealed class BundleModel : IDisposable
{
    private static readonly string[] InputNames = [BundleNames.History, BundleNames.Banned, BundleNames.Count, BundleNames.Alpha, BundleNames.Lambda];
    private static readonly string[] OutputNames =
        [BundleNames.Ids, BundleNames.Scores, BundleNames.RetrievalScores, BundleNames.RankerScores, BundleNames.PenalisedScores];

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly bool _idsAreNumbers;

    /// <param name="file">The bytes of the ONNX file.</param>
    /// <param name="threads">Threads within one run, 0 for all cores; 1 is best where callers run in parallel.</param>
    /// <exception cref="InvalidDataException">It cannot be loaded, or is no bundle.</exception>
    /// <exception cref="InsufficientMemoryException">It does not fit into memory.</exception>
    public BundleModel(byte[] file, int threads = 1)
    {
        _session = Sessions.Open("The bundle", threads, "cpu", options => new InferenceSession(file, options));
        if (InputNames.ToHashSet().SetEquals(_session.InputNames) && _session.OutputNames.SequenceEqual(OutputNames))
        {
            _idsAreNumbers = _session.InputMetadata[BundleNames.History].ElementDataType == TensorElementType.Int64;
            return;
        }
        string found = $"{string.Join(", ", _session.InputNames)} in and {string.Join(", ", _session.OutputNames)} out";
        _session.Dispose();
        throw new InvalidDataException($"This is no bundle: it has {found}.");
    }

    /// <summary>What the file says of itself.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _session.ModelMetadata.CustomMetadataMap;

    /// <summary>The list for somebody with this history.</summary>
    /// <exception cref="ArgumentException">The bundle's ids are numbers, and one that is given is none.</exception>
    /// <exception cref="InsufficientMemoryException">What is computed in between does not fit into memory.</exception>
    /// <exception cref="InvalidDataException">The runtime refuses the graph, which only shows when it is run.</exception>
    public BundleAnswer Recommend(BundleRequest request)
    {
        using OrtValue history = IdsOf(request.History), banned = IdsOf(request.Banned);
        using OrtValue count = Single(request.Count), alpha = Single(request.Alpha), lambda = Single(request.Lambda);
        using IDisposableReadOnlyCollection<OrtValue> outputs = Run([history, banned, count, alpha, lambda]);
        float[] Floats(int output) => outputs[output].GetTensorDataAsSpan<float>().ToArray();
        string[] ids = _idsAreNumbers ? [.. outputs[0].GetTensorDataAsSpan<long>().ToArray().Select(id => $"{id}")] : outputs[0].GetStringTensorAsArray();
        return new BundleAnswer(ids, Floats(1), Floats(2), Floats(3), Floats(4));
    }

    public void Dispose()
    {
        _session.Dispose();
        _run.Dispose();
    }

    private IDisposableReadOnlyCollection<OrtValue> Run(OrtValue[] inputs)
    {
        try
        {
            return _session.Run(_run, InputNames, inputs, OutputNames);
        }
        catch (OnnxRuntimeException e)
        {
            throw Sessions.Explained("The bundle", e);
        }
    }

    private static OrtValue Single<T>(T value) where T : unmanaged => OrtValue.CreateTensorValueFromMemory([value], [1]);

    private OrtValue IdsOf(string[] ids)
    {
        if (!_idsAreNumbers) return OrtValue.CreateFromStringTensor(new DenseTensor<string>(ids, [ids.Length]));
        long[] numbers = Array.ConvertAll(ids, id => long.TryParse(id, out long number) ? number : throw new ArgumentException($"This bundle's ids are whole numbers; \"{id}\" is none.", nameof(ids)));
        return OrtValue.CreateTensorValueFromMemory(numbers, [numbers.Length]);
    }
}
