namespace OnnxRecs.Artifacts;

/// <summary>The formats that artifacts have had. A new one is a line here and a bundle under tests/OnnxRecs.NativeTests/Formats.</summary>
internal static class ManifestFormats
{
    /// <summary>Why an artifact of another format than <see cref="Manifest.CurrentFormat"/> is not read; what follows says which command makes it anew.</summary>
    public static string Explain(int format) => format switch
    {
        > Manifest.CurrentFormat => $"its format is {format}, this program reads {Manifest.CurrentFormat}: use the later onnxrecs that made it, or make it anew",
        // Outputs have become a list, and a model has the feeds with what training gave: only training can tell them, so there is nothing to convert from.
        1 => $"its format is 1, this program reads {Manifest.CurrentFormat}: it lacks what proves a model wherever it is opened, which cannot be added later",
        _ => $"its format is {format}, which there has never been",
    };
}
