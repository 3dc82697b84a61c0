namespace TorchSharp;

/// <summary>
/// Owns the tensors made on its thread while it is the innermost scope, and frees them when it is disposed. Scopes nest; a tensor belongs
/// to one at most. Make one per batch: <c>using var scope = torch.NewDisposeScope();</c>.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic] private static DisposeScope? _innermost;

    private readonly List<torch.Tensor> _tensors = [];
    private DisposeScope? _outer;

    internal DisposeScope()
    {
        _outer = _innermost;
        _innermost = this;
    }

    /// <summary>Frees every tensor of the scope, and closes it.</summary>
    public void Dispose()
    {
        foreach (torch.Tensor tensor in _tensors)
        {
            tensor.Scope = null;
            tensor.Dispose();
        }
        _tensors.Clear();
        Unlink();
    }

    internal static void Register(torch.Tensor tensor) => _innermost?.Add(tensor);

    internal void Add(torch.Tensor tensor)
    {
        tensor.Scope = this;
        tensor.ScopeSlot = _tensors.Count;
        _tensors.Add(tensor);
    }

    // The last tensor takes the place of the one that leaves: no search, no shifting.
    internal bool Remove(torch.Tensor tensor)
    {
        if (tensor.Scope != this) return false;
        torch.Tensor last = _tensors[^1];
        _tensors[tensor.ScopeSlot] = last;
        last.ScopeSlot = tensor.ScopeSlot;
        _tensors.RemoveAt(_tensors.Count - 1);
        tensor.Scope = null;
        return true;
    }

    // Also out of order, when an outer scope is disposed before an inner one.
    private void Unlink()
    {
        if (_innermost == this)
        {
            _innermost = _outer;
            return;
        }
        for (DisposeScope? scope = _innermost; scope is not null; scope = scope._outer)
        {
            if (scope._outer == this) scope._outer = _outer;
        }
    }
}
