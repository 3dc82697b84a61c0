using OnnxRecs.Config;
using OnnxRecs.Onnx.Proto;

namespace OnnxRecs.Onnx.Quantization;

/// <summary>A way to make a model's file smaller.</summary>
/// <param name="Name">On the command line, and at the end of the artifact's name.</param>
/// <param name="Apply">Rewrites a graph in place and gives the number of weights that are smaller now.</param>
public sealed record QuantizationKind(string Name, Func<GraphProto, int> Apply)
{
    /// <summary>Key of the name in the metadata of a file.</summary>
    public const string MetadataKey = "quantization";

    /// <summary>Key of the original artifact's key in the metadata of a file.</summary>
    public const string SourceKey = "quantizedFrom";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<QuantizationKind> All { get; } =
    [
        new("float16", Float16Storage.Apply),
        new("int8-qdq", Int8Storage.Apply),
        new("int8-dynamic", graph => Int8Products.Apply(graph) + Int8Storage.Apply(graph)),
    ];

    /// <exception cref="InputException">There is no such kind.</exception>
    public static QuantizationKind Find(string name) =>
        All.FirstOrDefault(kind => kind.Name == name) ?? throw new InputException($"--to {name}: is none of {string.Join(", ", All.Select(kind => kind.Name))}{Spelling.Hint(name, All.Select(kind => kind.Name))}");

    /// <summary>Rewrites a model in place, says so in its metadata, and gives the number of weights that are smaller now.</summary>
    /// <param name="model">As <see cref="OnnxExport"/> writes it.</param>
    /// <param name="source">Key of the artifact that it is of.</param>
    public int Rewrite(ModelProto model, string source)
    {
        int count = Apply(model.Graph);
        model.MetadataProps.Add(new StringStringEntryProto { Key = MetadataKey, Value = Name });
        model.MetadataProps.Add(new StringStringEntryProto { Key = SourceKey, Value = source });
        return count;
    }
}
