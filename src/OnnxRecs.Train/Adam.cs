using OnnxRecs.Ops;
using TorchSharp;
using static TorchSharp.torch;

namespace OnnxRecs.Train;

/// <summary>Adam (Kingma and Ba 2015) over a model's trainable weights, with a state that a checkpoint can hold.</summary>
/// <remarks>TorchSharp's own optimiser does not give its moments away, which a bit-equal resume needs.</remarks>
public sealed class Adam : IDisposable
{
    private const double Beta1 = 0.9;
    private const double Beta2 = 0.999;
    private const double Epsilon = 1e-8;
    private readonly List<(Weight Weight, Tensor Value, Tensor Mean, Tensor Square)> _states = [];
    private readonly double _rate;

    public Adam(TorchWeights weights, double rate)
    {
        _rate = rate;
        foreach ((Weight weight, Tensor value) in weights.Trained)
        {
            using Tensor plain = value.detach();
            _states.Add((weight, value, zeros_like(plain).DetachFromDisposeScope(), zeros_like(plain).DetachFromDisposeScope()));
        }
    }

    /// <summary>How many steps were made.</summary>
    public long Steps { get; set; }

    /// <summary>First and second moments of each weight, to read or write.</summary>
    public IEnumerable<(Weight Weight, Tensor Mean, Tensor Square)> Moments => _states.Select(s => (s.Weight, s.Mean, s.Square));

    /// <summary>One step from the gradients that a backward pass left, which are then cleared.</summary>
    public void Step()
    {
        Steps++;
        double rate = _rate / (1 - Math.Pow(Beta1, Steps));
        double scale = Math.Sqrt(1 - Math.Pow(Beta2, Steps));
        using DisposeScope scope = NewDisposeScope();
        using IDisposable fixedGraph = no_grad();
        foreach ((_, Tensor value, Tensor mean, Tensor square) in _states)
        {
            Tensor? gradient = value.grad;
            if (gradient is null) continue;
            mean.mul_(Beta1).add_(gradient, 1 - Beta1);
            square.mul_(Beta2).addcmul_(gradient, gradient, 1 - Beta2);
            value.addcdiv_(mean, square.sqrt().div_(scale).add_(Epsilon), -rate);
            value.grad = null;
        }
    }

    public void Dispose()
    {
        foreach ((_, _, Tensor mean, Tensor square) in _states)
        {
            mean.Dispose();
            square.Dispose();
        }
    }
}
