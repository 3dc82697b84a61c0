namespace OnnxRecs.Study.Verification;

/// <summary>What was checked of an artifact or an ONNX file, and what is wrong with it.</summary>
/// <param name="Name">Of the folder or file.</param>
/// <param name="Kind">Of the artifact; "file" of an ONNX file that belongs to none; "?" where the manifest cannot be read.</param>
public sealed record Findings(string Name, string Kind)
{
    /// <summary>How many files have the checksums of the manifest.</summary>
    public int Files { get; set; }

    /// <summary>The artifacts it was made from that lie here and are the same.</summary>
    public List<string> Linked { get; } = [];

    /// <summary>Those that are not here, so that nothing can be said.</summary>
    public List<string> Absent { get; } = [];

    /// <summary>For each graph how far it is from training, and how far it may be.</summary>
    public SortedDictionary<string, (double Difference, double Tolerance)> Parity { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether its ids are those of the data here, or of the models here; null: it has none.</summary>
    public bool? SameVocabulary { get; set; }

    /// <summary>Everything that is wrong, each with the file's path.</summary>
    public List<string> Faults { get; } = [];
}
