namespace OnnxRecs.Ops;

/// <summary>
/// The arithmetic that models are written in. <c>TorchOps</c> trains with it, <see cref="Onnx.OnnxOps"/> writes it as a graph and
/// <see cref="ArrayOps"/> is the plain reference that both are tested against, so training and export cannot drift apart.
/// </summary>
/// <remarks>
/// Values are float32, int64 (indexes) or bool. Binary operations broadcast as in NumPy. Negative axes count from the end. The op set
/// knows whether it trains; a model never asks.
/// </remarks>
/// <typeparam name="T">A value: a tensor, a node of a graph, an array.</typeparam>
public interface IOps<T>
{
    /// <summary>A whole weight.</summary>
    T Weight(Weight weight);

    /// <summary>Rows of a table: index [..] to [.., row].</summary>
    T Lookup(Weight table, T index);

    /// <summary>A float constant.</summary>
    T Scalar(float value);

    /// <summary>An int64 constant.</summary>
    T Index(long value);

    T Add(T a, T b);

    T Sub(T a, T b);

    T Mul(T a, T b);

    T Div(T a, T b);

    /// <summary>The greater of two, element by element.</summary>
    T Max(T a, T b);

    T Sqrt(T x);

    T Exp(T x);

    T Log(T x);

    T Tanh(T x);

    T Sigmoid(T x);

    T Relu(T x);

    /// <summary>a &lt; b, as bool.</summary>
    T Less(T a, T b);

    /// <summary>a where the condition holds, b elsewhere.</summary>
    T Where(T condition, T a, T b);

    /// <summary>int64 or bool to float32.</summary>
    T ToFloat(T x);

    /// <summary>Matrix product of the last two axes; the axes before them broadcast.</summary>
    T MatMul(T a, T b);

    /// <summary>x [.., I] times weight [I, O] plus bias [O].</summary>
    T Linear(T x, Weight weight, Weight bias);

    /// <summary>A rectified layer: x [.., I] times weight [I, O] plus start, which is [O], or [B, 1, O] where x is [B, N, I]; no value below 0.</summary>
    T LinearRelu(T x, Weight weight, T start) => Relu(Add(MatMul(x, Weight(weight)), start));

    /// <summary>Inserts an axis of size 1.</summary>
    T Unsqueeze(T x, int axis);

    /// <summary>Removes an axis of size 1.</summary>
    T Squeeze(T x, int axis);

    /// <summary>Other sizes for the same values; 0 keeps a size, one -1 stands for what is left.</summary>
    T Reshape(T x, params int[] dims);

    /// <summary>The axes in another order, as many as x has.</summary>
    T Transpose(T x, params int[] order);

    /// <summary>A part along one axis.</summary>
    T Slice(T x, int axis, int from, int count);

    /// <summary>Joins along the last axis.</summary>
    T Concat(T a, T b);

    /// <summary>0, 1, .. as int64, as many as <paramref name="like"/> has along an axis.</summary>
    T Iota(T like, int axis);

    /// <summary>0 .. count - 1 as int64.</summary>
    T Range(int count);

    /// <summary>Chosen values of each row: x [B, C] at index [B, K] to [B, K]; indexes lie in 0 .. C - 1.</summary>
    T Pick(T x, T index);

    /// <summary>1 where an index occurs, at least once, and 0 elsewhere: index [B, L] to [B, width]. The index <paramref name="width"/> itself is padding and leaves no mark.</summary>
    T MultiHot(T index, int width);

    /// <summary>How often each index occurs: index [B, L] to [B, width]. The index <paramref name="width"/> itself is padding and is not counted.</summary>
    T Counts(T index, int width);

    /// <summary>The k-th greatest along the last axis, which keeps size 1; equal values count each.</summary>
    T KthGreatest(T x, int k);

    /// <summary>Sum along one axis.</summary>
    T Sum(T x, int axis, bool keepAxis);

    /// <summary>The greatest along one axis, which goes.</summary>
    T MaxOver(T x, int axis);

    /// <summary>Along the last axis: shares that add up to 1.</summary>
    T Softmax(T x);

    /// <summary>Along the last axis: mean 0 and variance 1 (plus 1e-5), then times gain plus bias, both [D]. Ba et al. 2016, arXiv:1607.06450.</summary>
    T LayerNorm(T x, Weight gain, Weight bias);

    /// <summary>
    /// Each feature of the last axis over all others: in training with the mean and variance of the batch, which are followed by running ones,
    /// otherwise with those. Ioffe and Szegedy 2015, arXiv:1502.03167. Training needs at least two rows.
    /// </summary>
    T BatchNorm(T x, BatchNormWeights weights);

    /// <summary>
    /// Scaled dot-product attention of each step to itself and those before it, so padding on the right needs no mask. Vaswani et al. 2017,
    /// arXiv:1706.03762. Queries, keys, values and result are [B, L, heads * width].
    /// </summary>
    /// <param name="queries">What each step looks for.</param>
    /// <param name="keys">What each step offers.</param>
    /// <param name="values">What is read where an offer fits.</param>
    /// <param name="heads">Parts of the width that attend on their own.</param>
    /// <param name="width">Width of one head.</param>
    /// <param name="dropout">Share of the attention weights that is dropped in training.</param>
    T CausalAttention(T queries, T keys, T values, int heads, int width, double dropout);

    /// <summary>One step of each sequence: x [B, L, D] at step [B] to [B, D]; steps lie in 0 .. L - 1.</summary>
    T StepAt(T x, T step);

    /// <summary>In training, zeroes each value with probability <paramref name="rate"/> and scales the others by 1 / (1 - rate); otherwise x.</summary>
    T Dropout(T x, double rate);

    /// <summary>All states of a gated recurrent unit that starts at zero: x [B, L, D] to [B, L, H]; L at least 1.</summary>
    T Gru(T x, GruWeights weights);
}

/// <summary>
/// Weights of a GRU with gates in the order reset, update, new, and the reset gate applied after the recurrent product:
/// n = tanh(x Wn + bn + r * (h Un + cn)), h' = (1 - z) n + z h.
/// </summary>
/// <param name="Input">[D, 3H]</param>
/// <param name="Recurrent">[H, 3H]</param>
/// <param name="InputBias">[3H]</param>
/// <param name="RecurrentBias">[3H]</param>
public sealed record GruWeights(Weight Input, Weight Recurrent, Weight InputBias, Weight RecurrentBias)
{
    /// <summary>H</summary>
    public int Hidden => Recurrent.Shape[0];
}

/// <summary>Weights of a batch normalisation, all [D]; eps is 1e-5 and the running ones take a tenth of each batch.</summary>
/// <param name="Gain">Learned factor.</param>
/// <param name="Bias">Learned offset.</param>
/// <param name="Mean">Running mean.</param>
/// <param name="Variance">Running variance, unbiased.</param>
public sealed record BatchNormWeights(Weight Gain, Weight Bias, Weight Mean, Weight Variance)
{
    /// <summary>Starts with factor 1, offset 0, mean 0 and variance 1.</summary>
    public static BatchNormWeights Create(WeightSet weights, string prefix, int width) => new(
        weights.Ones($"{prefix}.gain", width), weights.Zeros($"{prefix}.bias", width),
        weights.Statistic($"{prefix}.mean", 0, width), weights.Statistic($"{prefix}.variance", 1, width));
}

/// <summary>What only training needs. A loss written with it cannot be exported: it does not compile.</summary>
public interface ITrainOps<T> : IOps<T>
{
    /// <summary>Chosen steps of all sequences: x [B, L, D] at positions b * L + l [M] to [M, D].</summary>
    T Rows(T x, T positions);

    /// <summary>
    /// Mean cross-entropy of a softmax over all rows of a table: logits = states table^T + bias. The whole [M, I] matrix is never held.
    /// </summary>
    /// <param name="states">[M, D]</param>
    /// <param name="table">[I, D]</param>
    /// <param name="bias">[I], a constant: no gradient reaches it.</param>
    /// <param name="targets">[M], row of the table that is right.</param>
    T SoftmaxLoss(T states, T table, T bias, T targets);

    /// <summary>Mean of all values, a scalar.</summary>
    T Mean(T x);

    /// <summary>log(1 + exp(x)).</summary>
    T Softplus(T x);

    /// <summary>Logarithm of <see cref="IOps{T}.Softmax"/>.</summary>
    T LogSoftmax(T x);

    /// <summary>Independent standard normal values in the shape of x.</summary>
    T Normal(T like);

    /// <summary>Mean binary cross-entropy of logits against labels 0 and 1 of equal shape.</summary>
    T SigmoidLoss(T logits, T labels);
}
