using System.Runtime.InteropServices;
using Google.Protobuf;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Onnx;

/// <summary>A value in the graph that is being written.</summary>
/// <param name="Name">Unique in the graph.</param>
/// <param name="Type">Element type.</param>
public readonly record struct OnnxValue(string Name, TensorProto.Types.DataType Type);

/// <summary>Collects nodes, weights and constants. Names, constants and versions are its business; what the nodes mean is not.</summary>
/// <remarks>Weights and graph inputs share one name space in ONNX, so weights get <see cref="WeightPrefix"/>.</remarks>
public sealed class OnnxGraphBuilder(string name)
{
    /// <summary>Modest on purpose: runtimes since 2022 load it.</summary>
    public const int OpsetVersion = 17;

    /// <summary>Of the names of weights in the graph.</summary>
    public const string WeightPrefix = "weights/";

    /// <summary>Belongs to opset 17 (ONNX 1.12).</summary>
    public const int IrVersion = 8;

    private readonly GraphProto _graph = new() { Name = name };
    private readonly Dictionary<string, OnnxValue> _initializers = new(StringComparer.Ordinal);

    public OnnxValue Input(TensorInfo info)
    {
        _graph.Input.Add(Describe(info, TensorProto.Types.DataType.Int64));
        return new OnnxValue(info.Name, TensorProto.Types.DataType.Int64);
    }

    /// <summary>The value becomes the graph's next output under the given name.</summary>
    public void Output(OnnxValue value, TensorInfo info)
    {
        var identity = new NodeProto { OpType = "Identity", Name = info.Name };
        identity.Input.Add(value.Name);
        identity.Output.Add(info.Name);
        _graph.Node.Add(identity);
        _graph.Output.Add(Describe(info, value.Type));
    }

    public OnnxValue Weight(Weight weight) => weight.Kind == WeightKind.Index
        ? Initializer(WeightPrefix + weight.Name, TensorProto.Types.DataType.Int64, DimsOf(weight.Shape), () => MemoryMarshal.AsBytes(Array.ConvertAll(weight.Values, v => (long)v).AsSpan()).ToArray())
        : Weight(weight.Name, weight.Shape, () => weight.Values);

    /// <summary>A weight that is written in another layout than the model holds it in.</summary>
    public OnnxValue Weight(string weightName, int[] shape, Func<float[]> values) =>
        Initializer(WeightPrefix + weightName, TensorProto.Types.DataType.Float, DimsOf(shape), () => MemoryMarshal.AsBytes(values().AsSpan()).ToArray());

    public OnnxValue Constant(float value) =>
        Initializer($"const/{value:R}f", TensorProto.Types.DataType.Float, [], () => BitConverter.GetBytes(value));

    public OnnxValue Constant(long value) =>
        Initializer($"const/{value}", TensorProto.Types.DataType.Int64, [], () => BitConverter.GetBytes(value));

    public OnnxValue Constant(long[] values) =>
        Initializer($"const/[{string.Join(',', values)}]", TensorProto.Types.DataType.Int64, [values.Length], () => MemoryMarshal.AsBytes(values.AsSpan()).ToArray());

    /// <summary>A list of one number: what axes are given as.</summary>
    public OnnxValue Axis(long value) =>
        Initializer($"axis/{value}", TensorProto.Types.DataType.Int64, [1], () => BitConverter.GetBytes(value));

    /// <summary>Adds a node and returns its (first) output.</summary>
    public OnnxValue Node(string op, TensorProto.Types.DataType type, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        string output = $"{op}_{_graph.Node.Count}";
        var node = new NodeProto { OpType = op, Name = output };
        foreach (OnnxValue input in inputs) node.Input.Add(input.Name);
        foreach (AttributeProto attribute in attributes) node.Attribute.Add(attribute);
        node.Output.Add(output);
        _graph.Node.Add(node);
        return new OnnxValue(output, type);
    }

    /// <summary>A node with two outputs, of which only the first is used.</summary>
    public OnnxValue FirstOfTwo(string op, TensorProto.Types.DataType type, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        OnnxValue first = Node(op, type, inputs, attributes);
        _graph.Node[^1].Output.Add($"{first.Name}_unused");
        return first;
    }

    public static AttributeProto Attribute(string attribute, long value) =>
        new() { Name = attribute, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Attribute(string attribute, string value) =>
        new() { Name = attribute, S = ByteString.CopyFromUtf8(value), Type = AttributeProto.Types.AttributeType.String };

    public static AttributeProto Attribute(string attribute, float value) =>
        new() { Name = attribute, F = value, Type = AttributeProto.Types.AttributeType.Float };

    public static AttributeProto Attribute(string attribute, params ReadOnlySpan<long> values)
    {
        var proto = new AttributeProto { Name = attribute, Type = AttributeProto.Types.AttributeType.Ints };
        foreach (long value in values) proto.Ints.Add(value);
        return proto;
    }

    /// <param name="metadata">Goes into the file's metadata_props in this order.</param>
    public ModelProto Build(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "OnnxRecs", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OpsetVersion });
        foreach ((string key, string value) in metadata) model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

    private OnnxValue Initializer(string initializer, TensorProto.Types.DataType type, long[] dims, Func<byte[]> bytes)
    {
        if (_initializers.TryGetValue(initializer, out OnnxValue known)) return known;
        var tensor = new TensorProto { Name = initializer, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes()) };
        tensor.Dims.AddRange(dims);
        _graph.Initializer.Add(tensor);
        return _initializers[initializer] = new OnnxValue(initializer, type);
    }

    private static long[] DimsOf(int[] shape) => Array.ConvertAll(shape, d => (long)d);

    private static ValueInfoProto Describe(TensorInfo info, TensorProto.Types.DataType type)
    {
        var shape = new TensorShapeProto();
        foreach (string dim in info.Dims)
        {
            shape.Dim.Add(long.TryParse(dim, out long size)
                ? new TensorShapeProto.Types.Dimension { DimValue = size }
                : new TensorShapeProto.Types.Dimension { DimParam = dim });
        }
        return new ValueInfoProto { Name = info.Name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }
}
