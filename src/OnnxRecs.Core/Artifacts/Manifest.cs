using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Artifacts;

/// <summary>What an artifact is and what it was made from: <c>manifest.json</c> in its folder. Holds nothing that changes from run to run.</summary>
public sealed record Manifest
{
    public const int CurrentFormat = 2;

    public int Format { get; init; } = CurrentFormat;

    /// <summary>One of <see cref="ArtifactKinds"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>The folder's name, such as "neumf".</summary>
    public required string Name { get; init; }

    /// <summary>Hash of the settings, the seed and the keys of the inputs; equal keys mean equal content.</summary>
    public required string Key { get; init; }

    /// <summary>Fingerprint of the prepared data that all of it rests on.</summary>
    public required string DataFingerprint { get; init; }

    /// <summary>The settings that it was made with.</summary>
    public JsonObject Settings { get; init; } = [];

    /// <summary>Name and key of each artifact it was made from.</summary>
    public SortedDictionary<string, string> Inputs { get; init; } = [];

    /// <summary>The ONNX files of a model.</summary>
    public GraphInfo[] Graphs { get; init; } = [];

    /// <summary>Measured figures: parity, validation scores, ANN recall, counts.</summary>
    public SortedDictionary<string, double> Figures { get; init; } = [];

    /// <summary>Checksum and size of every other file in the folder.</summary>
    public SortedDictionary<string, FileEntry> Files { get; init; } = [];

    /// <summary>SHA-256 of the manifest with this left empty; <see cref="ManifestFile"/> writes and compares it.</summary>
    public string Checksum { get; init; } = "";
}

/// <summary>An ONNX file with its inputs and outputs; the first output is the one that everybody reads.</summary>
/// <param name="Name">Such as "model", "user" or "item".</param>
/// <param name="Inputs">In the order of the file.</param>
/// <param name="Outputs">In the order of the file.</param>
/// <param name="Tolerance">How far it may be from training (see <see cref="Agreement"/>) where that is more than rounding, as of smaller weights.</param>
public sealed record GraphInfo(string Name, TensorInfo[] Inputs, TensorInfo[] Outputs, double? Tolerance = null)
{
    /// <summary>In the artifact's folder.</summary>
    [JsonIgnore]
    public string File => $"{Name}.onnx";
}

/// <summary>SHA-256 in lower-case hexadecimal, and size in bytes.</summary>
public sealed record FileEntry(string Sha256, long Bytes);
