using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Google.Protobuf;
using OnnxRecs.Onnx.Proto;
using DataType = OnnxRecs.Onnx.Proto.TensorProto.Types.DataType;

namespace OnnxRecs.Onnx.Bundle;

/// <summary>Puts an exported graph into a larger one: its names get a prefix, its inputs become values of the larger graph.</summary>
/// <remarks>
/// The asker is always the unknown user, so rows that a graph looks up by the user are looked up here: a bundle carries the row of the unknown user and of nobody
/// else. What the wanted output does not need is left out.
/// </remarks>
internal sealed class GraphInliner
{
    private readonly OnnxGraphBuilder _graph;
    private readonly string _prefix;
    private readonly GraphProto _part;
    private readonly IReadOnlyDictionary<string, OnnxValue> _inputs;
    private readonly Dictionary<string, OnnxValue> _weights;
    private readonly Dictionary<string, TensorProto> _constants;
    private readonly Dictionary<string, string> _shared = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ofUser = new(StringComparer.Ordinal);

    private GraphInliner(OnnxGraphBuilder graph, string prefix, GraphProto part, IReadOnlyDictionary<string, OnnxValue> inputs, Dictionary<string, OnnxValue> weights)
    {
        (_graph, _prefix, _part, _inputs, _weights) = (graph, prefix, part, inputs, weights);
        _constants = part.Initializer.ToDictionary(tensor => tensor.Name, StringComparer.Ordinal);
    }

    /// <param name="graph">Takes nodes and weights.</param>
    /// <param name="prefix">Of all names.</param>
    /// <param name="part">What is put in.</param>
    /// <param name="inputs">A value for each of its inputs but those in <paramref name="known"/>.</param>
    /// <param name="known">Inputs [1] whose value never changes.</param>
    /// <param name="weights">By content; takes those that are new, so that parts share what they have in common.</param>
    /// <returns>The part's output.</returns>
    public static OnnxValue Inline(
        OnnxGraphBuilder graph, string prefix, BundlePart part, IReadOnlyDictionary<string, OnnxValue> inputs, IReadOnlyDictionary<string, long> known, Dictionary<string, OnnxValue> weights)
    {
        var inliner = new GraphInliner(graph, prefix, part.Model.Graph, inputs, weights);
        foreach ((string name, long value) in known) inliner.Know(Tensor(name, DataType.Int64, [1], BitConverter.GetBytes(value)));
        inliner.Run(part.Output);
        return new OnnxValue(prefix + part.Output, DataType.Float);
    }

    private void Run(string output)
    {
        NodeProto[] left = [.. _part.Node.Where(node => !LookUp(node))];
        var needed = new HashSet<string>(StringComparer.Ordinal) { output };
        var kept = new List<NodeProto>();
        // Nodes stand in the order of computation.
        foreach (NodeProto node in left.Reverse())
        {
            if (!node.Output.Any(needed.Contains)) continue;
            kept.Add(node);
            needed.UnionWith(node.Input);
        }
        foreach (TensorProto constant in _constants.Values.Where(constant => needed.Contains(constant.Name)))
        {
            string content = $"{constant.DataType} [{string.Join(',', constant.Dims)}] {Convert.ToHexString(SHA256.HashData(constant.RawData.Span))}";
            if (!_weights.TryGetValue(content, out OnnxValue weight))
            {
                TensorProto renamed = constant.Clone();
                renamed.Name = _prefix + constant.Name;
                _weights.Add(content, weight = _graph.Initializer(renamed));
            }
            _shared.Add(constant.Name, weight.Name);
        }
        foreach (NodeProto node in Enumerable.Reverse(kept))
        {
            NodeProto renamed = node.Clone();
            renamed.Name = _prefix + node.Name;
            for (int i = 0; i < node.Input.Count; i++) renamed.Input[i] = NameOf(node.Input[i]);
            for (int i = 0; i < node.Output.Count; i++) renamed.Output[i] = NameOf(node.Output[i]);
            _graph.Node(renamed);
        }
    }

    private string NameOf(string name) => name.Length == 0 ? "" : _inputs.TryGetValue(name, out OnnxValue input) ? input.Name : _shared.GetValueOrDefault(name, _prefix + name);

    private void Know(TensorProto tensor)
    {
        _constants[tensor.Name] = tensor;
        _ofUser.Add(tensor.Name);
    }

    /// <summary>Does it where rows of a weight are looked up by what depends on the user alone.</summary>
    private bool LookUp(NodeProto node)
    {
        if (node.OpType != "Gather" || node.Attribute.Any(attribute => attribute.Name == "axis" && attribute.I != 0)) return false;
        if (!_ofUser.Contains(node.Input[1]) || !_constants.TryGetValue(node.Input[0], out TensorProto? table)) return false;
        TensorProto index = _constants[node.Input[1]];
        int row = table.RawData.Length / (int)table.Dims[0];
        byte[] rows = [.. MemoryMarshal.Cast<byte, long>(index.RawData.Span).ToArray().SelectMany(at => table.RawData.Span.Slice((int)at * row, row).ToArray())];
        Know(Tensor(node.Output[0], (DataType)table.DataType, [.. index.Dims, .. table.Dims.Skip(1)], rows));
        return true;
    }

    private static TensorProto Tensor(string name, DataType type, long[] dims, byte[] bytes)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type, RawData = UnsafeByteOperations.UnsafeWrap(bytes) };
        tensor.Dims.AddRange(dims);
        return tensor;
    }
}
