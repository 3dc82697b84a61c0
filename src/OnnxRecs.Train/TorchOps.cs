using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Train.Kernels;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRecs.Train;

/// <summary>The operations in TorchSharp, with gradients. Results belong to the caller's dispose scope.</summary>
/// <param name="weights">The model's weights on the device.</param>
/// <param name="training">Dropout acts, batches are normalised by their own statistics, and rows that are looked up get gradients of their own.</param>
public sealed class TorchOps(TorchWeights weights, bool training) : ITrainOps<Tensor>
{
    // Large enough for a fast matrix product, small enough that the logits of a chunk stay in the cache.
    private const int SoftmaxChunk = 256;
    private readonly TorchWeights _tensors = weights;
    private readonly List<TableLookup> _lookups = [];
    private ulong _seed, _masks;

    /// <summary>What the last backward pass has looked up in lazy tables, with gradients.</summary>
    public IEnumerable<TableLookup> LazyLookups => _lookups.Where(lookup => lookup.Table.IsLazy);

    public Tensor Weight(Weight weight) =>
        training && weight.IsLazy ? throw new InvalidOperationException($"'{weight.Name}' is a lazy table: training may only look up rows of it.") : _tensors[weight];

    /// <inheritdoc/>
    /// <remarks>In training the rows are a leaf of the gradient: of a lazy table nothing is made for the rows that were not looked up.</remarks>
    public Tensor Lookup(Weight table, Tensor index)
    {
        long[] shape = [.. index.shape, .. table.Shape[1..].Select(d => (long)d)];
        Tensor rows = index.flatten();
        if (!training || table.Kind != WeightKind.Trained) return _tensors[table].index_select(0, rows).reshape(shape);
        Tensor values;
        using (no_grad()) values = OnCpu(rows) ? CpuTensor.Gather(_tensors[table].detach(), rows.contiguous()) : _tensors[table].index_select(0, rows);
        _lookups.Add(new TableLookup(table, rows, values.requires_grad_()));
        return values.reshape(shape);
    }

    /// <summary>Forgets the step before. A step is: begin, compute the loss, <see cref="Backward"/>, update.</summary>
    /// <param name="seed">Where all of the step's randomness comes from.</param>
    public void BeginStep(ulong seed)
    {
        _lookups.Clear();
        (_seed, _masks) = (seed, 0);
        random.manual_seed((long)(seed >> 1));
    }

    /// <summary>Leaves its gradient with each weight, and with each look-up of a lazy table.</summary>
    public void Backward(Tensor loss)
    {
        loss.backward();
        using IDisposable fixedGraph = no_grad();
        foreach (TableLookup lookup in _lookups)
        {
            if (!lookup.Table.IsLazy && lookup.Rows.grad is { } gradient) AddRows(_tensors[lookup.Table], lookup.Index, gradient);
        }
    }

    public Tensor Scalar(float value) => tensor(value, device: _tensors.Device);

    public Tensor Index(long value) => tensor(value, device: _tensors.Device);

    public Tensor Add(Tensor a, Tensor b) => a.add(b);

    public Tensor Sub(Tensor a, Tensor b) => a.sub(b);

    public Tensor Mul(Tensor a, Tensor b) => a.mul(b);

    public Tensor Div(Tensor a, Tensor b) => a.div(b);

    public Tensor Max(Tensor a, Tensor b) => a.maximum(b);

    public Tensor Sqrt(Tensor x) => x.sqrt();

    public Tensor Exp(Tensor x) => x.exp();

    public Tensor Log(Tensor x) => x.log();

    public Tensor Tanh(Tensor x) => x.tanh();

    public Tensor Sigmoid(Tensor x) => x.sigmoid();

    public Tensor Softplus(Tensor x) => nn.functional.softplus(x);

    public Tensor Relu(Tensor x) => x.relu();

    public Tensor Less(Tensor a, Tensor b) => a.lt(b);

    public Tensor Where(Tensor condition, Tensor a, Tensor b) => where(condition, a, b);

    public Tensor ToFloat(Tensor x) => x.to_type(ScalarType.Float32);

    public Tensor MatMul(Tensor a, Tensor b) => a.matmul(b);

    public Tensor Linear(Tensor x, Weight weight, Weight bias)
    {
        Tensor rows = x.reshape(-1, weight.Shape[0]);
        Tensor result = IsFused(x, weight) ? LinearFunction.apply(rows, _tensors[weight], _tensors[bias], false) : addmm(_tensors[bias], rows, _tensors[weight], 1, 1);
        return result.reshape([.. x.shape[..^1], weight.Shape[1]]);
    }

    public Tensor LinearRelu(Tensor x, Weight weight, Tensor start) => IsFused(x, weight)
        ? LinearFunction.apply(x.reshape(-1, weight.Shape[0]), _tensors[weight], start, true).reshape([.. x.shape[..^1], weight.Shape[1]])
        : x.matmul(_tensors[weight]).add(start).relu();

    public Tensor Unsqueeze(Tensor x, int axis) => x.unsqueeze(axis);

    public Tensor Squeeze(Tensor x, int axis) => x.squeeze(axis);

    public Tensor Reshape(Tensor x, params int[] dims) => x.reshape([.. dims.Select((dim, axis) => dim == 0 ? x.size(axis) : dim)]);

    public Tensor Transpose(Tensor x, params int[] order) => x.permute(Array.ConvertAll(order, o => (long)o));

    public Tensor Slice(Tensor x, int axis, int from, int count) => x.narrow(axis, from, count);

    public Tensor Range(int count) => arange(count, ScalarType.Int64, _tensors.Device);

    public Tensor Pick(Tensor x, Tensor index) => x.gather(1, index);

    public Tensor MultiHot(Tensor index, int width)
    {
        Tensor marks = zeros([index.size(0), width + 1], ScalarType.Float32, _tensors.Device);
        return marks.scatter_(1, index, ones(index.shape, ScalarType.Float32, _tensors.Device)).narrow(1, 0, width);
    }

    public Tensor Counts(Tensor index, int width)
    {
        Tensor counts = zeros([index.size(0), width + 1], ScalarType.Float32, _tensors.Device);
        return counts.scatter_add_(1, index, ones(index.shape, ScalarType.Float32, _tensors.Device)).narrow(1, 0, width);
    }

    public Tensor KthGreatest(Tensor x, int k) => x.topk(k).values.narrow(-1, k - 1, 1);

    public Tensor MaxOver(Tensor x, int axis) => x.amax([axis]);

    public Tensor Softmax(Tensor x) => x.softmax(-1);

    public Tensor LogSoftmax(Tensor x) => x.log_softmax(-1);

    public Tensor Mean(Tensor x) => x.mean();

    public Tensor Normal(Tensor like) => randn_like(like);

    public Tensor LayerNorm(Tensor x, Weight gain, Weight bias) => nn.functional.layer_norm(x, [gain.Shape[0]], _tensors[gain], _tensors[bias]);

    public Tensor BatchNorm(Tensor x, BatchNormWeights weights)
    {
        Tensor rows = x.reshape(-1, weights.Gain.Shape[0]);
        if (training && rows.size(0) < 2) throw new ArgumentException("Batch normalisation cannot be trained on one row.", nameof(x));
        Tensor normal = nn.functional.batch_norm(rows, _tensors[weights.Mean], _tensors[weights.Variance], _tensors[weights.Gain], _tensors[weights.Bias], training);
        return normal.reshape(x.shape);
    }

    public Tensor CausalAttention(Tensor queries, Tensor keys, Tensor values, int heads, int width, double dropout) => OnCpu(queries)
        ? CausalAttentionFunction.apply(queries, keys, values, heads, width, training && dropout > 0 ? NextMask(dropout) : new object())
        : ComposedAttention.Apply(this, queries, keys, values, heads, width, dropout);

    public Tensor Concat(Tensor a, Tensor b) => cat([a, b], -1);

    public Tensor Iota(Tensor like, int axis) => arange(like.size(axis), ScalarType.Int64, _tensors.Device);

    public Tensor Sum(Tensor x, int axis, bool keepAxis) => x.sum(axis, keepAxis);

    public Tensor StepAt(Tensor x, Tensor step)
    {
        Tensor rows = Iota(x, 0).mul(x.size(1)).add(step); // [B]
        return Rows(x, rows);
    }

    public Tensor Dropout(Tensor x, double rate) =>
        !training || rate == 0 ? x : OnCpu(x) ? DropoutFunction.apply(x, NextMask(rate)) : nn.functional.dropout(x, rate, training: true);

    public Tensor Gru(Tensor x, GruWeights weights)
    {
        // The product of the input with its weights needs no state: once for all steps.
        Tensor products = Linear(x, weights.Input, weights.InputBias);                              // [B, L, 3H]
        if (OnCpu(x)) return GruFunction.apply(products, _tensors[weights.Recurrent], _tensors[weights.RecurrentBias]);
        Tensor fromInput = products.transpose(0, 1).contiguous();                                   // [L, B, 3H]
        Tensor recurrent = _tensors[weights.Recurrent];
        Tensor bias = _tensors[weights.RecurrentBias];
        int hidden = weights.Hidden;
        Tensor state = zeros([x.size(0), hidden], ScalarType.Float32, _tensors.Device);
        var states = new List<Tensor>();
        foreach (Tensor step in fromInput.unbind(0)) // [B, 3H]
        {
            Tensor fromState = addmm(bias, state, recurrent, 1, 1); // [B, 3H]
            Tensor gates = step.narrow(1, 0, 2 * hidden).add(fromState.narrow(1, 0, 2 * hidden)).sigmoid();
            Tensor fresh = step.narrow(1, 2 * hidden, hidden).add(gates.narrow(1, 0, hidden).mul(fromState.narrow(1, 2 * hidden, hidden))).tanh();
            state = fresh.add(gates.narrow(1, hidden, hidden).mul(state.sub(fresh))); // (1 - z) n + z h
            states.Add(state);
        }
        return stack(states, 1); // [B, L, H]
    }

    public Tensor Rows(Tensor x, Tensor positions) => x.reshape(-1, x.size(-1)).index_select(0, positions);

    /// <inheritdoc/>
    /// <remarks>
    /// Works on chunks of rows without autograd and keeps only the gradients of states and table, which a linear surrogate then hands to
    /// autograd: memory is rows x dim instead of rows x items, and the logits are passed over once while they are in the cache.
    /// </remarks>
    public Tensor SoftmaxLoss(Tensor states, Tensor table, Tensor bias, Tensor targets)
    {
        if (OnCpu(states)) return SoftmaxLossFunction.apply(states, table, bias, targets);
        long rows = states.size(0);
        Tensor statesGradient, tableGradient, loss;
        using (no_grad())
        {
            Tensor fixedStates = states.detach();
            Tensor fixedTable = table.detach();
            Tensor right = fixedTable.index_select(0, targets);                                          // [M, D]
            statesGradient = zeros_like(fixedStates);
            tableGradient = zeros_like(fixedTable);
            loss = fixedStates.mul(right).sum().add(bias.index_select(0, targets).sum()).neg();
            for (long from = 0; from < rows; from += SoftmaxChunk)
            {
                using DisposeScope chunk = NewDisposeScope();
                long count = Math.Min(SoftmaxChunk, rows - from);
                Tensor part = fixedStates.narrow(0, from, count);
                Tensor logits = addmm(bias, part, fixedTable.t(), 1, 1);                                       // [m, I]
                Tensor norm = logits.logsumexp(1, true);                                                 // [m, 1]
                loss.add_(norm.sum());
                Tensor probabilities = logits.sub_(norm).exp_();
                statesGradient.narrow(0, from, count).copy_(probabilities.matmul(fixedTable));
                tableGradient.addmm_(probabilities.t(), part, 1, 1);
            }
            statesGradient.sub_(right).div_(rows);
            tableGradient.index_add_(0, targets, fixedStates, -1).div_(rows);
            loss.div_(rows);
        }
        Tensor surrogate = states.mul(statesGradient).sum().add(table.mul(tableGradient).sum());
        return surrogate.sub(surrogate.detach()).add(loss);
    }

    public Tensor SigmoidLoss(Tensor logits, Tensor labels) =>
        OnCpu(logits) ? SigmoidLossFunction.apply(logits, labels) : nn.functional.binary_cross_entropy_with_logits(logits, labels);

    // A few outputs do not fill a vector.
    private static bool IsFused(Tensor x, Weight weight) => OnCpu(x) && weight.Shape[1] >= MatrixProduct.ColumnStep / 2;

    private static bool OnCpu(Tensor x) => x.device_type == DeviceType.CPU;

    private DropoutMask NextMask(double rate) => new(Rng.Mix(_seed + ++_masks), rate);

    private static void AddRows(Tensor table, Tensor index, Tensor gradient)
    {
        Tensor sum = table.grad?.contiguous() ?? zeros_like(table);
        if (OnCpu(table)) RowGradients.AddTo(sum, index.contiguous(), gradient.contiguous());
        else sum.index_add_(0, index, gradient, 1);
        table.grad = sum;
    }
}
