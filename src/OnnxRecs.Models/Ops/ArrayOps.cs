namespace OnnxRecs.Ops;

/// <summary>
/// The reference: every operation as the plainest loops over doubles, with shape errors that name the shapes. Slow on purpose.
/// </summary>
/// <param name="weights">Values that stand for a weight's own, so that a test can move single ones; null: none.</param>
/// <param name="training">Batch normalisation takes the batch's mean and variance; the running ones stay as they are.</param>
/// <remarks>Has no randomness, so it refuses to drop out or to draw.</remarks>
public sealed class ArrayOps(IReadOnlyDictionary<Weight, double[]>? weights = null, bool training = false) : ITrainOps<ArrayTensor>
{
    public ArrayTensor Weight(Weight weight) =>
        weights is not null && weights.TryGetValue(weight, out double[]? values) ? new ArrayTensor(values, weight.Shape) : ArrayTensor.From(weight.Values, weight.Shape);

    public ArrayTensor Lookup(Weight table, ArrayTensor index)
    {
        double[] rows = Weight(table).Values;
        int width = rows.Length / table.Shape[0];
        double[] result = new double[index.Values.Length * width];
        for (int i = 0; i < index.Values.Length; i++)
        {
            int row = (int)index.Values[i];
            if ((uint)row >= (uint)table.Shape[0]) throw new ArgumentException($"Row {row} of '{table.Name}' is not below {table.Shape[0]}.", nameof(index));
            Array.Copy(rows, row * width, result, i * width, width);
        }
        return new ArrayTensor(result, [.. index.Dims, .. table.Shape[1..]]);
    }

    public ArrayTensor Scalar(float value) => new([value]);

    public ArrayTensor Index(long value) => new([value]);

    public ArrayTensor Add(ArrayTensor a, ArrayTensor b) => Broadcast(a, b, (x, y) => x + y);

    public ArrayTensor Sub(ArrayTensor a, ArrayTensor b) => Broadcast(a, b, (x, y) => x - y);

    public ArrayTensor Mul(ArrayTensor a, ArrayTensor b) => Broadcast(a, b, (x, y) => x * y);

    public ArrayTensor Div(ArrayTensor a, ArrayTensor b) => Broadcast(a, b, (x, y) => x / y);

    public ArrayTensor Max(ArrayTensor a, ArrayTensor b) => Broadcast(a, b, Math.Max);

    public ArrayTensor Sqrt(ArrayTensor x) => Map(x, Math.Sqrt);

    public ArrayTensor Exp(ArrayTensor x) => Map(x, Math.Exp);

    public ArrayTensor Log(ArrayTensor x) => Map(x, Math.Log);

    public ArrayTensor Tanh(ArrayTensor x) => Map(x, Math.Tanh);

    public ArrayTensor Sigmoid(ArrayTensor x) => Map(x, v => 1 / (1 + Math.Exp(-v)));

    public ArrayTensor Softplus(ArrayTensor x) => Map(x, v => Math.Max(v, 0) + Math.Log(1 + Math.Exp(-Math.Abs(v))));

    public ArrayTensor Relu(ArrayTensor x) => Map(x, v => Math.Max(v, 0));

    public ArrayTensor Less(ArrayTensor a, ArrayTensor b) => Broadcast(a, b, (x, y) => x < y ? 1 : 0);

    public ArrayTensor Where(ArrayTensor condition, ArrayTensor a, ArrayTensor b) =>
        Add(Mul(condition, a), Mul(Map(condition, v => 1 - v), b));

    public ArrayTensor ToFloat(ArrayTensor x) => x;

    public ArrayTensor MatMul(ArrayTensor a, ArrayTensor b)
    {
        if (a.Rank < 2 || b.Rank < 2 || a.Dims[^1] != b.Dims[^2]) throw new ArgumentException($"MatMul of {a} and {b}: the inner sizes differ.");
        (int m, int k, int n) = (a.Dims[^2], a.Dims[^1], b.Dims[^1]);
        int[] batch = BroadcastShape(a.Dims[..^2], b.Dims[..^2]);
        int[] dims = [.. batch, m, n];
        double[] result = new double[Size(dims)];
        for (int at = 0; at < Size(batch); at++)
        {
            int fromA = Offset(at, batch, a.Dims[..^2]) * m * k;
            int fromB = Offset(at, batch, b.Dims[..^2]) * k * n;
            for (int i = 0; i < m; i++)
                for (int j = 0; j < n; j++)
                    for (int t = 0; t < k; t++)
                        result[(at * m + i) * n + j] += a.Values[fromA + i * k + t] * b.Values[fromB + t * n + j];
        }
        return new ArrayTensor(result, dims);
    }

    public ArrayTensor Linear(ArrayTensor x, Weight weight, Weight bias)
    {
        var rows = new ArrayTensor(x.Values, Size(x.Dims[..^1]), x.Dims[^1]);
        ArrayTensor product = Add(MatMul(rows, Weight(weight)), Weight(bias));
        return new ArrayTensor(product.Values, [.. x.Dims[..^1], weight.Shape[1]]);
    }

    public ArrayTensor Unsqueeze(ArrayTensor x, int axis)
    {
        int at = axis < 0 ? axis + x.Rank + 1 : axis;
        return new ArrayTensor(x.Values, [.. x.Dims[..at], 1, .. x.Dims[at..]]);
    }

    public ArrayTensor Squeeze(ArrayTensor x, int axis)
    {
        int at = Axis(x, axis);
        if (x.Dims[at] != 1) throw new ArgumentException($"Squeeze of {x} at axis {axis}: its size is not 1.");
        return new ArrayTensor(x.Values, [.. x.Dims[..at], .. x.Dims[(at + 1)..]]);
    }

    public ArrayTensor Concat(ArrayTensor a, ArrayTensor b)
    {
        if (!a.Dims.AsSpan()[..^1].SequenceEqual(b.Dims.AsSpan()[..^1])) throw new ArgumentException($"Concat of {a} and {b}: only the last sizes may differ.");
        (int left, int right) = (a.Dims[^1], b.Dims[^1]);
        int rows = Size(a.Dims[..^1]);
        double[] result = new double[rows * (left + right)];
        for (int row = 0; row < rows; row++)
        {
            Array.Copy(a.Values, row * left, result, row * (left + right), left);
            Array.Copy(b.Values, row * right, result, row * (left + right) + left, right);
        }
        return new ArrayTensor(result, [.. a.Dims[..^1], left + right]);
    }

    public ArrayTensor Reshape(ArrayTensor x, params int[] dims)
    {
        int[] sizes = [.. dims.Select((dim, axis) => dim == 0 ? x.Dims[axis] : dim)];
        int open = Array.IndexOf(sizes, -1);
        if (open >= 0) sizes[open] = x.Values.Length / -Size(sizes);
        return new ArrayTensor(x.Values, sizes);
    }

    public ArrayTensor Transpose(ArrayTensor x, params int[] order)
    {
        int[] dims = [.. order.Select(axis => x.Dims[axis])];
        double[] result = new double[x.Values.Length];
        int[] at = new int[dims.Length];
        for (int i = 0; i < result.Length; i++)
        {
            int rest = i;
            for (int axis = dims.Length - 1; axis >= 0; axis--)
            {
                at[order[axis]] = rest % dims[axis];
                rest /= dims[axis];
            }
            int from = 0;
            for (int axis = 0; axis < at.Length; axis++) from = from * x.Dims[axis] + at[axis];
            result[i] = x.Values[from];
        }
        return new ArrayTensor(result, dims);
    }

    public ArrayTensor Slice(ArrayTensor x, int axis, int from, int count)
    {
        int at = Axis(x, axis);
        if (from < 0 || from + count > x.Dims[at]) throw new ArgumentException($"Slice {from} .. {from + count} of {x} along axis {axis}.");
        (int outer, int inner) = (Size(x.Dims[..at]), Size(x.Dims[(at + 1)..]));
        double[] result = new double[outer * count * inner];
        for (int o = 0; o < outer; o++) Array.Copy(x.Values, (o * x.Dims[at] + from) * inner, result, o * count * inner, count * inner);
        return new ArrayTensor(result, [.. x.Dims[..at], count, .. x.Dims[(at + 1)..]]);
    }

    public ArrayTensor Iota(ArrayTensor like, int axis) => Range(like.Dims[Axis(like, axis)]);

    public ArrayTensor Range(int count) => new([.. Enumerable.Range(0, count).Select(i => (double)i)], count);

    public ArrayTensor Pick(ArrayTensor x, ArrayTensor index)
    {
        (int rows, int columns, int picks) = (x.Dims[0], x.Dims[1], index.Dims[1]);
        double[] result = new double[rows * picks];
        for (int i = 0; i < result.Length; i++)
        {
            int column = (int)index.Values[i];
            if ((uint)column >= (uint)columns) throw new ArgumentException($"Column {column} of {x} is picked.", nameof(index));
            result[i] = x.Values[i / picks * columns + column];
        }
        return new ArrayTensor(result, rows, picks);
    }

    public ArrayTensor MultiHot(ArrayTensor index, int width) => Map(Counts(index, width), count => Math.Min(count, 1));

    public ArrayTensor Counts(ArrayTensor index, int width)
    {
        (int rows, int length) = (index.Dims[0], index.Dims[1]);
        double[] result = new double[rows * width];
        for (int i = 0; i < index.Values.Length; i++)
        {
            int at = (int)index.Values[i];
            if ((uint)at > (uint)width) throw new ArgumentException($"Index {at} is above {width}.", nameof(index));
            if (at < width) result[i / length * width + at]++;
        }
        return new ArrayTensor(result, rows, width);
    }

    public ArrayTensor KthGreatest(ArrayTensor x, int k)
    {
        int size = x.Dims[^1];
        if (k < 1 || k > size) throw new ArgumentException($"The {k}-th greatest of {x} along its last axis.", nameof(k));
        double[] result = [.. x.Values.Chunk(size).Select(row => row.OrderDescending().ElementAt(k - 1))];
        return new ArrayTensor(result, [.. x.Dims[..^1], 1]);
    }

    public ArrayTensor MaxOver(ArrayTensor x, int axis)
    {
        int at = Axis(x, axis);
        int inner = Size(x.Dims[(at + 1)..]);
        int size = x.Dims[at];
        double[] result = new double[Size(x.Dims[..at]) * inner];
        Array.Fill(result, double.NegativeInfinity);
        for (int i = 0; i < x.Values.Length; i++)
        {
            ref double greatest = ref result[i / (size * inner) * inner + i % inner];
            greatest = Math.Max(greatest, x.Values[i]);
        }
        return new ArrayTensor(result, [.. x.Dims[..at], .. x.Dims[(at + 1)..]]);
    }

    public ArrayTensor Softmax(ArrayTensor x) => Map(LogSoftmax(x), Math.Exp);

    public ArrayTensor LogSoftmax(ArrayTensor x) => ByRow(x, row =>
    {
        double max = row.Max();
        double norm = max + Math.Log(row.Sum(v => Math.Exp(v - max)));
        return Array.ConvertAll(row, v => v - norm);
    });

    public ArrayTensor LayerNorm(ArrayTensor x, Weight gain, Weight bias)
    {
        ArrayTensor normal = ByRow(x, row =>
        {
            double mean = row.Average();
            double variance = row.Average(v => (v - mean) * (v - mean));
            return Array.ConvertAll(row, v => (v - mean) / Math.Sqrt(variance + 1e-5));
        });
        return Add(Mul(normal, Weight(gain)), Weight(bias));
    }

    public ArrayTensor BatchNorm(ArrayTensor x, BatchNormWeights weights)
    {
        int width = x.Dims[^1];
        int rows = x.Values.Length / width;
        double[] mean = Weight(weights.Mean).Values, variance = Weight(weights.Variance).Values;
        if (training)
        {
            mean = [.. Enumerable.Range(0, width).Select(c => Enumerable.Range(0, rows).Average(r => x.Values[r * width + c]))];
            variance = [.. Enumerable.Range(0, width).Select(c => Enumerable.Range(0, rows).Average(r => Math.Pow(x.Values[r * width + c] - mean[c], 2)))];
        }
        double[] result = [.. x.Values.Select((v, i) => (v - mean[i % width]) / Math.Sqrt(variance[i % width] + 1e-5))];
        return Add(Mul(new ArrayTensor(result, x.Dims), Weight(weights.Gain)), Weight(weights.Bias));
    }

    public ArrayTensor CausalAttention(ArrayTensor queries, ArrayTensor keys, ArrayTensor values, int heads, int width, double dropout)
    {
        if (dropout > 0) throw new InvalidOperationException("The array reference has no randomness; test with a dropout of 0.");
        (int batch, int length, int dim) = (queries.Dims[0], queries.Dims[1], queries.Dims[2]);
        double[] result = new double[queries.Values.Length];
        for (int b = 0; b < batch; b++)
            for (int head = 0; head < heads; head++)
                for (int step = 0; step < length; step++)
                {
                    int At(int s, int d) => (b * length + s) * dim + head * width + d;
                    double[] logits = [.. Enumerable.Range(0, step + 1).Select(s =>
                        Enumerable.Range(0, width).Sum(d => queries.Values[At(step, d)] * keys.Values[At(s, d)]) / Math.Sqrt(width))];
                    double[] shares = Softmax(new ArrayTensor(logits, logits.Length)).Values;
                    for (int s = 0; s <= step; s++)
                        for (int d = 0; d < width; d++) result[At(step, d)] += shares[s] * values.Values[At(s, d)];
                }
        return new ArrayTensor(result, queries.Dims);
    }

    public ArrayTensor Mean(ArrayTensor x) => new([x.Values.Average()]);

    public ArrayTensor Normal(ArrayTensor like) => throw new InvalidOperationException("The array reference has no randomness.");

    public ArrayTensor Sum(ArrayTensor x, int axis, bool keepAxis)
    {
        int at = Axis(x, axis);
        int inner = Size(x.Dims[(at + 1)..]);
        int size = x.Dims[at];
        double[] result = new double[Size(x.Dims[..at]) * inner];
        for (int i = 0; i < x.Values.Length; i++) result[i / (size * inner) * inner + i % inner] += x.Values[i];
        return new ArrayTensor(result, [.. x.Dims[..at], .. keepAxis ? new[] { 1 } : [], .. x.Dims[(at + 1)..]]);
    }

    public ArrayTensor StepAt(ArrayTensor x, ArrayTensor step)
    {
        (int batch, int length, int width) = (x.Dims[0], x.Dims[1], x.Dims[2]);
        return Lookup2D(x, [.. step.Values.Select((s, b) => s >= 0 && s < length ? b * length + (int)s : throw new ArgumentException($"Step {s} is not below {length}."))], batch, width);
    }

    public ArrayTensor Dropout(ArrayTensor x, double rate) =>
        rate == 0 ? x : throw new InvalidOperationException("The array reference has no randomness; test with a dropout of 0.");

    public ArrayTensor Gru(ArrayTensor x, GruWeights weights)
    {
        (int batch, int length, int hidden) = (x.Dims[0], x.Dims[1], weights.Hidden);
        ArrayTensor fromInput = Linear(x, weights.Input, weights.InputBias); // [B, L, 3H]
        double[] states = new double[batch * length * hidden];
        var state = new ArrayTensor(new double[batch * hidden], batch, hidden);
        for (int step = 0; step < length; step++)
        {
            ArrayTensor fromState = Linear(state, weights.Recurrent, weights.RecurrentBias); // [B, 3H]
            double[] next = new double[batch * hidden];
            for (int b = 0; b < batch; b++)
            {
                for (int h = 0; h < hidden; h++)
                {
                    double Input(int gate) => fromInput.Values[((b * length) + step) * 3 * hidden + gate * hidden + h];
                    double Recurrent(int gate) => fromState.Values[b * 3 * hidden + gate * hidden + h];
                    double reset = 1 / (1 + Math.Exp(-Input(0) - Recurrent(0)));
                    double update = 1 / (1 + Math.Exp(-Input(1) - Recurrent(1)));
                    double fresh = Math.Tanh(Input(2) + reset * Recurrent(2));
                    next[b * hidden + h] = (1 - update) * fresh + update * state.Values[b * hidden + h];
                    states[(b * length + step) * hidden + h] = next[b * hidden + h];
                }
            }
            state = new ArrayTensor(next, batch, hidden);
        }
        return new ArrayTensor(states, batch, length, hidden);
    }

    public ArrayTensor Rows(ArrayTensor x, ArrayTensor positions) =>
        Lookup2D(x, [.. positions.Values.Select(p => (int)p)], positions.Values.Length, x.Dims[^1]);

    public ArrayTensor SoftmaxLoss(ArrayTensor states, ArrayTensor table, ArrayTensor bias, ArrayTensor targets)
    {
        (int rows, int items, int width) = (states.Dims[0], table.Dims[0], states.Dims[1]);
        double loss = 0;
        double[] logits = new double[items];
        for (int row = 0; row < rows; row++)
        {
            for (int item = 0; item < items; item++)
            {
                logits[item] = bias.Values[item];
                for (int d = 0; d < width; d++) logits[item] += states.Values[row * width + d] * table.Values[item * width + d];
            }
            double max = logits.Max();
            loss += max + Math.Log(logits.Sum(v => Math.Exp(v - max))) - logits[(int)targets.Values[row]];
        }
        return new ArrayTensor([loss / rows]);
    }

    public ArrayTensor SigmoidLoss(ArrayTensor logits, ArrayTensor labels)
    {
        double loss = 0;
        for (int i = 0; i < logits.Values.Length; i++)
        {
            double x = logits.Values[i];
            loss += Math.Max(x, 0) - x * labels.Values[i] + Math.Log(1 + Math.Exp(-Math.Abs(x)));
        }
        return new ArrayTensor([loss / logits.Values.Length]);
    }

    private static ArrayTensor Lookup2D(ArrayTensor x, int[] rows, int count, int width)
    {
        double[] result = new double[count * width];
        for (int i = 0; i < count; i++) Array.Copy(x.Values, rows[i] * width, result, i * width, width);
        return new ArrayTensor(result, count, width);
    }

    private static ArrayTensor ByRow(ArrayTensor x, Func<double[], double[]> f) => new([.. x.Values.Chunk(x.Dims[^1]).SelectMany(f)], x.Dims);

    private static ArrayTensor Map(ArrayTensor x, Func<double, double> f) => new(Array.ConvertAll(x.Values, v => f(v)), x.Dims);

    private static ArrayTensor Broadcast(ArrayTensor a, ArrayTensor b, Func<double, double, double> f)
    {
        int[] dims = BroadcastShape(a.Dims, b.Dims);
        double[] result = new double[Size(dims)];
        for (int i = 0; i < result.Length; i++) result[i] = f(a.Values[Offset(i, dims, a.Dims)], b.Values[Offset(i, dims, b.Dims)]);
        return new ArrayTensor(result, dims);
    }

    private static int[] BroadcastShape(int[] a, int[] b)
    {
        int[] dims = new int[Math.Max(a.Length, b.Length)];
        for (int i = 1; i <= dims.Length; i++)
        {
            int left = i <= a.Length ? a[^i] : 1;
            int right = i <= b.Length ? b[^i] : 1;
            if (left != right && left != 1 && right != 1) throw new ArgumentException($"Shapes [{string.Join(", ", a)}] and [{string.Join(", ", b)}] do not broadcast.");
            dims[^i] = left == 1 ? right : left;
        }
        return dims;
    }

    /// <summary>Where element <paramref name="at"/> of the broadcast shape lies in an array of the original shape.</summary>
    private static int Offset(int at, int[] dims, int[] original)
    {
        int offset = 0;
        int stride = 1;
        for (int i = 1; i <= original.Length; i++)
        {
            offset += original[^i] == 1 ? 0 : at % dims[^i] * stride;
            at /= dims[^i];
            stride *= original[^i];
        }
        return offset;
    }

    private static int Axis(ArrayTensor x, int axis) => axis < 0 ? axis + x.Rank : axis;

    private static int Size(int[] dims) => dims.Aggregate(1, (a, b) => a * b);
}
