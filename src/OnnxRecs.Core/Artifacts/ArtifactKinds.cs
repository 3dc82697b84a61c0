namespace OnnxRecs.Artifacts;

/// <summary>The kinds of artifact and the command that makes each.</summary>
public static class ArtifactKinds
{
    public const string Data = "data";
    public const string Model = "model";
    public const string Candidates = "candidates";
    public const string Rank = "rank";
    public const string Negatives = "negatives";
    public const string Evaluation = "evaluation";
    public const string Trial = "trial";

    /// <summary>A model whose weights are stored in fewer bytes, made from one of kind <see cref="Model"/>.</summary>
    public const string Quantized = "quantized";

    /// <summary>What to type to make an artifact, such as <c>onnxrecs train neumf</c>.</summary>
    public static string CommandFor(string kind, string name) => kind switch
    {
        Model => $"onnxrecs train {name}",
        Negatives or Evaluation => "onnxrecs evaluate",
        Trial => "onnxrecs tune",
        Quantized => "onnxrecs quantize",
        _ => $"onnxrecs {kind}",
    };
}
