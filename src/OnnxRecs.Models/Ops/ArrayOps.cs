namespace OnnxRecs.Ops;

/// <summary>
/// The reference: every operation as the plainest loops over doubles, with shape errors that name the shapes. Slow on purpose.
/// </summary>
/// <param name="weights">Values that stand for a weight's own, so that a test can move single ones; null: none.</param>
/// <remarks>Has no randomness, so it refuses to drop out.</remarks>
public sealed class ArrayOps(IReadOnlyDictionary<Weight, double[]>? weights = null) : ITrainOps<ArrayTensor>
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

    public ArrayTensor Relu(ArrayTensor x) => Map(x, v => Math.Max(v, 0));

    public ArrayTensor Less(ArrayTensor a, ArrayTensor b) => Broadcast(a, b, (x, y) => x < y ? 1 : 0);

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

    public ArrayTensor Iota(ArrayTensor like, int axis)
    {
        int size = like.Dims[Axis(like, axis)];
        return new ArrayTensor([.. Enumerable.Range(0, size).Select(i => (double)i)], size);
    }

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
