using OnnxRecs.Onnx.Proto;
using OnnxRecs.Pipeline;
using static OnnxRecs.Onnx.OnnxGraphBuilder;
using DataType = OnnxRecs.Onnx.Proto.TensorProto.Types.DataType;

namespace OnnxRecs.Onnx.Bundle;

/// <summary>Writes the whole chain for one unknown user as one graph: id look-up, user vector, exact retrieval, ranker, popularity penalty, greedy MMR.</summary>
/// <remarks>
/// <para>The same lists as <c>Recommender</c> gives with the exact index and nothing beside it, <c>ModelRanker</c>, <c>PopularityPenalty</c> and <c>Mmr</c>,
/// ties included: <c>TopK</c> and <c>ArgMax</c> of ONNX prefer the lower place, so every step keeps its items in the order that the step of C# has them in.
/// Unknown ids are ignored. Without a history (known ids, that is) the list is what was liked most often in training, with alpha 0 and lambda 1.</para>
/// <para>Shapes: I items, D dim, H history, X banned, C candidates at most, K given. All between the look-up and the list has fixed shapes: places that hold
/// no candidate have <see cref="None"/> for a score, since several operators fail on what is empty. Index I stands for unknown ids, and is the padding of the
/// models; its vector is zero. Cost O(I D) and the ranker's for C items.</para>
/// <para>What bites elsewhere: Gemm with the table transposed is ten times as fast as MatMul(table, vector); a GRU over an empty sequence ends the process, so
/// histories have one step at least; an input with a default value is ignored in Node and refused in browsers, so all are required.</para>
/// </remarks>
public static class BundleGraph
{
    /// <summary>A protobuf message ends here.</summary>
    public const long MaxBytes = int.MaxValue;

    // The score of a place without an item, and what lies above it: a little less than the least float, so that something can still be taken from it.
    private const float None = -3e38f, Some = -1e38f;

    // At this weight the penalty alone decides, and is far from being taken for a place without an item.
    private const float MostAlpha = 1e6f;

    // Vectors shorter than this are like nothing, as in Mmr.
    private const float ShortestVector = 1e-18f;

    /// <summary>The graph with its weights.</summary>
    /// <exception cref="ArgumentException">The parts do not fit together.</exception>
    /// <exception cref="InputException">A file of more than <see cref="MaxBytes"/> would come of it.</exception>
    public static ModelProto Compose(BundleParts parts, IEnumerable<KeyValuePair<string, string>> metadata)
    {
        if (parts.Vectors.Count != parts.Items.Count || parts.Counts.Length != parts.Items.Count)
            throw new ArgumentException($"{parts.Items.Count} items have {parts.Vectors.Count} vectors and {parts.Counts.Length} counts.", nameof(parts));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(parts.Candidates, nameof(parts));
        RequireSize(parts);
        var graph = new OnnxGraphBuilder("bundle");
        new Composition(graph, parts).Write();
        return graph.Build(metadata);
    }

    private static void RequireSize(BundleParts parts)
    {
        // Ids stand in the file twice, to be looked up and to be given; a number takes up to ten bytes.
        long ids = parts.Items.Ids.Sum(id => (long)System.Text.Encoding.UTF8.GetByteCount(id) + 24) * 2;
        long bytes = 4L * parts.Vectors.Values.Length + ids + 4L * 2 * parts.Items.Count;
        foreach (BundlePart? part in (BundlePart?[])[parts.User, parts.Ranker]) bytes += part?.Model.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length) ?? 0;
        if (bytes > MaxBytes)
        {
            throw new InputException(
                $"The bundle would have {bytes / 1e9:0.0} GB: an ONNX file of one piece ends at {MaxBytes / 1e9:0.0} GB. Take models of fewer dimensions, or fewer items (filter.minPerItem).");
        }
    }

    private sealed class Composition(OnnxGraphBuilder graph, BundleParts parts)
    {
        private readonly int _itemCount = parts.Items.Count;
        private readonly int _candidates = Math.Min(parts.Candidates, parts.Items.Count);
        private readonly DataType _idType = parts.IdsAreNumbers ? DataType.Int64 : DataType.String;

        // The items at hand, in the order of the last step, and the scores that each step so far gave them: [C].
        private OnnxValue _items;
        private OnnxValue[] _scores = [];

        // Of the models, by content: the user's vector may come from the ranker itself.
        private readonly Dictionary<string, OnnxValue> _weights = new(StringComparer.Ordinal);

        private OnnxValue Padding => graph.Axis(_itemCount);

        public void Write()
        {
            OnnxValue history = graph.Input(new(BundleNames.History, ["H"]), _idType), banned = graph.Input(new(BundleNames.Banned, ["X"]), _idType);
            OnnxValue count = graph.Input(new(BundleNames.Count, ["1"]));
            OnnxValue alpha = graph.Input(new(BundleNames.Alpha, ["1"]), DataType.Float), lambda = graph.Input(new(BundleNames.Lambda, ["1"]), DataType.Float);

            OnnxValue met = LookUp(Node("Concat", _idType, [history, banned], Attribute("axis", 0L)));             // [H + X]
            OnnxValue liked = Slice(met, graph.Axis(0), Shape(history));
            liked = Node("Compress", DataType.Int64, [liked, Node("Less", DataType.Bool, [liked, Padding])], Attribute("axis", 0L));
            OnnxValue length = Shape(liked), isEmpty = Node("Equal", DataType.Bool, [length, graph.Axis(0)]);        // [1]
            OnnxValue padded = Concat(liked, Padding);

            OnnxValue vectors = graph.Weight("vectors", [_itemCount + 1, parts.Vectors.Dim], () => [.. parts.Vectors.Values, .. new float[parts.Vectors.Dim]]);
            OnnxValue user = parts.User is { } part ? Inline("user/", part, padded, length) : Mean(Gather(vectors, padded), length); // [1, D]
            OnnxValue products = Reshape(Float("Gemm", [user, vectors], Attribute("transB", 1L)), -1);              // [I + 1]
            Retrieve(Where(isEmpty, PopularityList(), products), met);

            OnnxValue ranked = Reshape(Inline("ranker/", parts.Ranker, padded, length), -1);                        // [C]
            Order(Where(isEmpty, _scores[^1], ranked));
            OnnxValue weight = Where(isEmpty, graph.Constant(0f), Within(alpha, MostAlpha));
            Order(Float("Sub", [MinMax(_scores[^1]), Float("Mul", [weight, Gather(Penalties(), _items)])]));

            (OnnxValue chosen, OnnxValue marginal) = Mmr(vectors, Where(isEmpty, graph.Constant(1f), Within(lambda, 1)), count);
            Output(BundleNames.Ids, Gather(Ids(), Gather(_items, chosen)));
            Output(BundleNames.Scores, marginal);
            foreach ((string name, OnnxValue scores) in ((string[])[BundleNames.RetrievalScores, BundleNames.RankerScores, BundleNames.PenalisedScores]).Zip(_scores))
                Output(name, Gather(scores, chosen));
        }

        /// <summary>Ids to indexes; unknown ones to the padding.</summary>
        private OnnxValue LookUp(OnnxValue ids)
        {
            long[] indexes = [.. Enumerable.Range(0, _itemCount).Select(i => (long)i)];
            return graph.MlNode(
                "LabelEncoder", DataType.Int64, [ids],
                parts.IdsAreNumbers ? Attribute("keys_int64s", Numbers().AsSpan()) : Attribute("keys_strings", parts.Items.Ids),
                Attribute("values_int64s", indexes.AsSpan()), Attribute("default_int64", (long)_itemCount));
        }

        private OnnxValue Ids() => parts.IdsAreNumbers ? graph.Indexes("ids", [_itemCount], Numbers) : graph.Weight("ids", parts.Items.Ids);

        private long[] Numbers() => [.. parts.Items.Ids.Select(long.Parse)];

        /// <summary>[I + 1]: how often each item was liked. What nobody liked is never given for it.</summary>
        private OnnxValue PopularityList() => graph.Weight("popularity", [_itemCount + 1], () => [.. parts.Counts.Select(count => count > 0 ? count : None), None]);

        /// <summary>[I]: ln(1 + count) brought to 0 .. 1 over the catalogue.</summary>
        private OnnxValue Penalties() => graph.Weight("penalties", [_itemCount], () =>
        {
            float[] logs = Array.ConvertAll(parts.Counts, count => (float)Math.Log(1.0 + count));
            double least = logs.Min(), range = logs.Max() - least;
            return Array.ConvertAll(logs, log => range > 0 ? (float)((log - least) / range) : 0);
        });

        /// <summary>A model for this history: its newest items, as many as the model reads, and one step of padding where there is none.</summary>
        private OnnxValue Inline(string prefix, BundlePart part, OnnxValue padded, OnnxValue length)
        {
            var inputs = new Dictionary<string, OnnxValue>();
            var known = new Dictionary<string, long>();
            long? longest = part.Inputs.FirstOrDefault(input => input.Name == FeedNames.Length)?.Below - 1;
            foreach (TensorInfo input in part.Inputs)
            {
                switch (input.Name)
                {
                    case FeedNames.User:
                        known.Add(input.Name, input.Below!.Value - 1);
                        break;
                    case FeedNames.History:
                        OnnxValue first = longest is { } most ? Long("Max", Long("Sub", length, graph.Axis(most)), graph.Axis(0)) : graph.Axis(0);
                        inputs.Add(input.Name, Unsqueeze(Slice(padded, first, Long("Max", length, graph.Axis(1))), 0));          // [1, L]
                        break;
                    case FeedNames.Length:
                        inputs.Add(input.Name, Long("Min", length, graph.Axis(longest!.Value)));                                 // [1]
                        break;
                    case FeedNames.Items:
                        inputs.Add(input.Name, Unsqueeze(_items, 0));                                                            // [1, C]
                        break;
                    default:
                        throw new ArgumentException($"Input '{input.Name}' is unknown; known are user, history, length and items.", nameof(part));
                }
            }
            return GraphInliner.Inline(graph, prefix, part, inputs, known, _weights);
        }

        /// <summary>Of vectors [L, D], the last of which is the padding's, to [1, D].</summary>
        private OnnxValue Mean(OnnxValue vectors, OnnxValue length)
        {
            OnnxValue sum = Float("ReduceSum", [vectors, graph.Axis(0)], Attribute("keepdims", 1L));
            return Float("Div", [sum, Float("Cast", [Long("Max", length, graph.Axis(1))], Attribute("to", (long)DataType.Float))]);
        }

        /// <summary>The candidates with the best scores [I + 1] that are not among the items met, in the order of their indexes.</summary>
        private void Retrieve(OnnxValue scores, OnnxValue met)
        {
            // The padding is always among them: it is never given, and the list is not empty.
            OnnxValue barred = Concat(met, Padding), none = Float("Expand", [graph.Constant(None), Shape(barred)]);
            (OnnxValue best, OnnxValue items) = Best(Float("ScatterElements", [scores, barred, none], Attribute("axis", 0L)));
            // An item's index says who is first of equal ones, wherever they stood before.
            OnnxValue[] ascending = graph.Node("TopK", [DataType.Int64, DataType.Int64], [items, graph.Axis(_candidates)], Attribute("largest", 0L));
            (_items, _scores) = (ascending[0], [Gather(best, ascending[1])]);
        }

        /// <summary>Orders the items by new scores; equal ones keep their order.</summary>
        private void Order(OnnxValue scores)
        {
            (OnnxValue best, OnnxValue order) = Best(Masked(scores));
            _items = Gather(_items, order);
            _scores = [.. _scores.Select(former => Gather(former, order)), best];
        }

        /// <summary>Sorted scores brought to 0 .. 1, or 0 where they are equal. Places without an item get anything.</summary>
        private OnnxValue MinMax(OnnxValue scores)
        {
            OnnxValue highest = Float("Slice", [scores, graph.Axis(0), graph.Axis(1)]);
            OnnxValue lowest = Float("ReduceMin", [Where(IsSome(scores), scores, highest)], Attribute("keepdims", 1L));
            OnnxValue range = Float("Sub", [highest, lowest]);
            range = Where(Node("Greater", DataType.Bool, [range, graph.Constant(0f)]), range, graph.Constant(1f));
            return Float("Div", [Float("Sub", [scores, lowest]), range]);
        }

        /// <summary>Places of the chosen items and their marginal values: [K].</summary>
        private (OnnxValue Chosen, OnnxValue Marginal) Mmr(OnnxValue vectors, OnnxValue lambda, OnnxValue count)
        {
            OnnxValue among = Gather(vectors, _items);                                                               // [C, D]
            OnnxValue norms = Float("ReduceL2", [among], Attribute("axes", [1L]), Attribute("keepdims", 1L));
            OnnxValue isLong = Node("Greater", DataType.Bool, [norms, graph.Constant(ShortestVector)]);
            OnnxValue unit = Float("Mul", [among, Where(isLong, Float("Reciprocal", [norms]), graph.Constant(0f))]);
            OnnxValue gains = Masked(Float("Mul", [lambda, MinMax(_scores[^1])]));
            OnnxValue variety = Float("Sub", [graph.Constant(1f), lambda]);
            OnnxValue places = graph.Indexes("places", [_candidates], () => [.. Enumerable.Range(0, _candidates).Select(i => (long)i)]);

            OnnxValue there = Node("Cast", DataType.Int64, [IsSome(_scores[^1])], Attribute("to", (long)DataType.Int64));
            there = Node("ReduceSum", DataType.Int64, [there], Attribute("keepdims", 1L));                              // [1]
            OnnxValue steps = Node("Squeeze", DataType.Int64, [Long("Min", Long("Max", count, graph.Axis(0)), there)]);
            return MmrLoop.Write(graph, steps, gains, unit, variety, places, None);
        }

        private (OnnxValue Scores, OnnxValue Places) Best(OnnxValue scores)
        {
            OnnxValue[] best = graph.Node("TopK", [DataType.Float, DataType.Int64], [scores, graph.Axis(_candidates)]);
            return (best[0], best[1]);
        }

        /// <summary>A weight brought to 0 .. most; what is no number becomes 0.</summary>
        private OnnxValue Within(OnnxValue weight, float most)
        {
            OnnxValue positive = Where(Node("Greater", DataType.Bool, [weight, graph.Constant(0f)]), weight, graph.Constant(0f));
            return Float("Min", [positive, graph.Constant(most)]);
        }

        private OnnxValue IsSome(OnnxValue scores) => Node("Greater", DataType.Bool, [scores, graph.Constant(Some)]);

        /// <summary>Scores of the items; whatever became of places without one, it is <see cref="None"/> again.</summary>
        private OnnxValue Masked(OnnxValue scores) => Where(IsSome(_scores[^1]), scores, graph.Constant(None));

        private OnnxValue Where(OnnxValue condition, OnnxValue a, OnnxValue b) => Node("Where", a.Type, [condition, a, b]);

        private OnnxValue Gather(OnnxValue table, OnnxValue index) => Node("Gather", table.Type, [table, index]);

        private OnnxValue Concat(OnnxValue a, OnnxValue b) => Node("Concat", a.Type, [a, b], Attribute("axis", 0L));

        private OnnxValue Slice(OnnxValue x, OnnxValue from, OnnxValue to) => Node("Slice", x.Type, [x, from, to]);

        private OnnxValue Shape(OnnxValue x) => Node("Shape", DataType.Int64, [x]);

        private OnnxValue Unsqueeze(OnnxValue x, int axis) => Node("Unsqueeze", x.Type, [x, graph.Axis(axis)]);

        private OnnxValue Reshape(OnnxValue x, long length) => Node("Reshape", x.Type, [x, graph.Axis(length)]);

        private OnnxValue Long(string op, OnnxValue a, OnnxValue b) => Node(op, DataType.Int64, [a, b]);

        private OnnxValue Float(string op, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes) => graph.Node(op, DataType.Float, inputs, attributes);

        private OnnxValue Node(string op, DataType type, ReadOnlySpan<OnnxValue> inputs, params ReadOnlySpan<AttributeProto> attributes) => graph.Node(op, type, inputs, attributes);

        private void Output(string name, OnnxValue value) => graph.Output(value, new TensorInfo(name, ["K"]));
    }
}
