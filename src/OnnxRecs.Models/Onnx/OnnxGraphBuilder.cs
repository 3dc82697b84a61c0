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
/// <param name="name">Of the graph.</param>
/// <param name="prefix">Of all names of nodes and constants: a graph within another one shares the name space of that.</param>
public sealed class OnnxGraphBuilder(string name, string prefix = "")
{
    /// <summary>Modest on purpose: runtimes since 2022 load it.</summary>
    public const int OpsetVersion = 17;

    /// <summary>Of the names of weights in the graph.</summary>
    public const string WeightPrefix = "weights/";

    /// <summary>Where operators live that look up labels, and its version.</summary>
    public const string MlDomain = "ai.onnx.ml";

    /// <summary>Belongs to opset 17 as well.</summary>
    public const int MlVersion = 3;

    /// <summary>Belongs to opset 17 (ONNX 1.12).</summary>
    public const int IrVersion = 8;

    private readonly GraphProto _graph = new() { Name = name };
    private readonly Dictionary<string, OnnxValue> _initializers = new(StringComparer.Ordinal);

    public OnnxValue Input(TensorInfo info, TensorProto.Types.DataType type = TensorProto.Types.DataType.Int64)
    {
        _graph.Input.Add(Describe(info, type));
        return new OnnxValue(info.Name, type);
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

    /// <summary>The value becomes the graph's next output under the name that it has: what a loop's body gives, where a name of its own would cost a step.</summary>
    public void Result(OnnxValue value, params string[] dims) => _graph.Output.Add(Describe(new TensorInfo(value.Name, dims), value.Type));

    public OnnxValue Weight(Weight weight) => weight.Kind == WeightKind.Index
        ? Initializer(WeightPrefix + weight.Name, TensorProto.Types.DataType.Int64, DimsOf(weight.Shape), () => MemoryMarshal.AsBytes(Array.ConvertAll(weight.Values, v => (long)v).AsSpan()).ToArray())
        : Weight(weight.Name, weight.Shape, () => weight.Values);

    /// <summary>A weight that is written in another layout than the model holds it in.</summary>
    public OnnxValue Weight(string weightName, int[] shape, Func<float[]> values) =>
        Initializer(WeightPrefix + weightName, TensorProto.Types.DataType.Float, DimsOf(shape), () => MemoryMarshal.AsBytes(values().AsSpan()).ToArray());

    /// <summary>Whole numbers, one for each place of the shape.</summary>
    public OnnxValue Indexes(string weightName, int[] shape, Func<long[]> values) =>
        Initializer(WeightPrefix + weightName, TensorProto.Types.DataType.Int64, DimsOf(shape), () => MemoryMarshal.AsBytes(values().AsSpan()).ToArray());

    /// <summary>A row of texts.</summary>
    public OnnxValue Weight(string weightName, IReadOnlyList<string> texts)
    {
        var tensor = new TensorProto { Name = WeightPrefix + weightName, DataType = (int)TensorProto.Types.DataType.String };
        tensor.Dims.Add(texts.Count);
        foreach (string text in texts) tensor.StringData.Add(ByteString.CopyFromUtf8(text));
        return Initializer(tensor);
    }

    /// <summary>A tensor as it stands in another graph.</summary>
    public OnnxValue Initializer(TensorProto tensor)
    {
        _graph.Initializer.Add(tensor);
        return _initializers[tensor.Name] = new OnnxValue(tensor.Name, (TensorProto.Types.DataType)tensor.DataType);
    }

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
        string output = $"{prefix}{op}_{_graph.Node.Count}";
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

    /// <summary>A node with several outputs, of these types.</summary>
    public OnnxValue[] Node(string op, TensorProto.Types.DataType[] types, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        OnnxValue first = Node(op, types[0], inputs, attributes);
        OnnxValue[] outputs = [first, .. types.Skip(1).Select((type, i) => new OnnxValue($"{first.Name}_{i + 2}", type))];
        foreach (OnnxValue output in outputs.Skip(1)) _graph.Node[^1].Output.Add(output.Name);
        return outputs;
    }

    /// <summary>A node of <see cref="MlDomain"/>.</summary>
    public OnnxValue MlNode(string op, TensorProto.Types.DataType type, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes)
    {
        OnnxValue value = Node(op, type, inputs, attributes);
        _graph.Node[^1].Domain = MlDomain;
        return value;
    }

    /// <summary>A node as it stands in another graph; its names must be unique in this one.</summary>
    public void Node(NodeProto node) => _graph.Node.Add(node);

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

    public static AttributeProto Attribute(string attribute, IEnumerable<string> texts)
    {
        var proto = new AttributeProto { Name = attribute, Type = AttributeProto.Types.AttributeType.Strings };
        foreach (string text in texts) proto.Strings.Add(ByteString.CopyFromUtf8(text));
        return proto;
    }

    /// <summary>The body of a loop, which may read all values of the graph around it.</summary>
    public static AttributeProto Attribute(string attribute, OnnxGraphBuilder body) =>
        new() { Name = attribute, G = body._graph, Type = AttributeProto.Types.AttributeType.Graph };

    /// <param name="metadata">Goes into the file's metadata_props in this order.</param>
    public ModelProto Build(IEnumerable<KeyValuePair<string, string>> metadata)
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "OnnxRecs", Graph = _graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OpsetVersion });
        if (_graph.Node.Any(node => node.Domain == MlDomain)) model.OpsetImport.Add(new OperatorSetIdProto { Domain = MlDomain, Version = MlVersion });
        foreach ((string key, string value) in metadata) model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model;
    }

    private OnnxValue Initializer(string initializer, TensorProto.Types.DataType type, long[] dims, Func<byte[]> bytes)
    {
        initializer = prefix + initializer;
        if (_initializers.TryGetValue(initializer, out OnnxValue known)) return known;
        var tensor = new TensorProto { Name = initializer, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes()) };
        tensor.Dims.AddRange(dims);
        return Initializer(tensor);
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
