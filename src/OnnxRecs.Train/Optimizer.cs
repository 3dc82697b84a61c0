using OnnxRecs.Models;
using OnnxRecs.Ops;
using TorchSharp;
using static OnnxRecs.Train.Kernels.CpuTensor;
using static TorchSharp.torch;

namespace OnnxRecs.Train;

/// <summary>
/// Adam (Kingma and Ba 2015), AdamW (Loshchilov and Hutter 2019) or plain SGD over a model's trained weights, with a state that a checkpoint can hold.
/// </summary>
/// <remarks>
/// A lazy table (<see cref="Weight.IsLazy"/>) costs a step only the rows that were looked up in it: those rows and their moments are
/// updated, all others stay as they are. Adam as published moves a row with its old momentum also when it has no gradient, and decays it; ours
/// does so only for weights that are not lazy. TorchSharp's own optimisers do not give their moments away, which a bit-equal resume needs.
/// </remarks>
public sealed class Optimizer : IDisposable
{
    private readonly List<State> _states = [];
    private readonly Dictionary<Weight, RowGradients> _rows = [];
    private readonly UpdateRule _rule;
    private readonly double _clipNorm;

    /// <param name="weights">The trained ones of them are changed.</param>
    /// <param name="options">Which optimiser, weight decay and clipping.</param>
    public Optimizer(TorchWeights weights, TrainingOptions options)
    {
        _rule = new UpdateRule(options);
        _clipNorm = options.ClipNorm;
        foreach ((Weight weight, Tensor value) in weights.Trained)
        {
            using Tensor plain = value.detach();
            Tensor? Moment() => _rule.HasMoments ? zeros_like(plain).DetachFromDisposeScope() : null;
            _states.Add(new State(weight, value, Moment(), Moment()));
            if (weight.IsLazy) _rows.Add(weight, new RowGradients(weight.Shape[0], weight.Values.Length / weight.Shape[0]));
        }
    }

    /// <summary>How many steps were made.</summary>
    public long Steps { get; set; }

    /// <summary>First and second moments of each weight, to read or write; none for SGD.</summary>
    public IEnumerable<(Weight Weight, Tensor Mean, Tensor Square)> Moments => _states.Where(s => s.Mean is not null).Select(s => (s.Weight, s.Mean!, s.Square!));

    /// <summary>One step from the gradients that a backward pass left, which are then cleared.</summary>
    /// <param name="lookups">What the pass looked up in lazy tables.</param>
    /// <param name="rate">The step size.</param>
    public void Step(IEnumerable<TableLookup> lookups, double rate)
    {
        Steps++;
        using DisposeScope scope = NewDisposeScope();
        using IDisposable fixedGraph = no_grad();
        foreach (TableLookup lookup in lookups)
        {
            if (lookup.Rows.grad is { } gradient) _rows[lookup.Table].Add(lookup.Index.cpu().contiguous(), gradient.cpu().contiguous());
        }
        Tensor?[] gradients = [.. _states.Select(s => s.Weight.IsLazy ? null : s.Value.grad?.contiguous())];
        UpdateRule.Factors factors = _rule.At(Steps, rate, ClipFactor(gradients));
        for (int i = 0; i < _states.Count; i++)
        {
            State state = _states[i];
            if (_rows.TryGetValue(state.Weight, out RowGradients? rows)) UpdateRows(state, rows, factors);
            else if (gradients[i] is { } gradient) Update(state.Value, gradient, state.Mean, state.Square, factors);
            state.Value.grad = null;
        }
    }

    public void Dispose()
    {
        foreach (State state in _states)
        {
            state.Mean?.Dispose();
            state.Square?.Dispose();
        }
    }

    /// <summary>What all gradients are multiplied with so that they are at most the clip norm long together.</summary>
    private double ClipFactor(Tensor?[] gradients)
    {
        if (_clipNorm == 0) return 1;
        double sum = _rows.Values.Sum(rows => UpdateRule.SquaredLength(rows.Sums));
        foreach (Tensor? gradient in gradients)
        {
            if (gradient is not null) sum += gradient.device_type == DeviceType.CPU ? UpdateRule.SquaredLength(Floats(gradient)) : gradient.mul(gradient).sum().cpu().item<float>();
        }
        double length = Math.Sqrt(sum);
        return length > _clipNorm ? _clipNorm / length : 1;
    }

    private void UpdateRows(State state, RowGradients rows, UpdateRule.Factors factors)
    {
        if (rows.Count == 0) return;
        if (state.Value.device_type == DeviceType.CPU)
        {
            using Tensor plain = state.Value.detach();
            Span<float> values = Floats(plain), means = state.Mean is null ? [] : Floats(state.Mean), squares = state.Square is null ? [] : Floats(state.Square);
            _rule.ApplyRows(values, means, squares, rows, factors);
        }
        else
        {
            Tensor index = tensor(rows.Indexes(), [rows.Count]).to(state.Value.device);
            Tensor Take(Tensor whole) => whole.index_select(0, index);
            (Tensor value, Tensor? mean, Tensor? square) = (Take(state.Value), state.Mean is null ? null : Take(state.Mean), state.Square is null ? null : Take(state.Square));
            _rule.Apply(value, tensor(rows.Sums.ToArray(), value.shape).to(state.Value.device), mean, square, factors);
            state.Value.index_copy_(0, index, value);
            if (mean is not null) state.Mean!.index_copy_(0, index, mean);
            if (square is not null) state.Square!.index_copy_(0, index, square);
        }
        rows.Clear();
    }

    private void Update(Tensor value, Tensor gradient, Tensor? mean, Tensor? square, UpdateRule.Factors factors)
    {
        if (value.device_type != DeviceType.CPU)
        {
            _rule.Apply(value, gradient, mean, square, factors);
            return;
        }
        using Tensor plain = value.detach();
        _rule.ApplyInParallel(plain, gradient, mean, square, factors);
    }


    private sealed record State(Weight Weight, Tensor Value, Tensor? Mean, Tensor? Square);
}
