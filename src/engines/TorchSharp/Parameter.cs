namespace TorchSharp.Modules;

/// <summary>
/// A tensor to be learned. It takes over the data of the tensor it is made of, which becomes empty, and its place in the dispose scope.
/// </summary>
public class Parameter : torch.Tensor
{
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(data.requires_grad_(requires_grad).MoveHandle())
    {
        DisposeScope? scope = data.Scope;
        scope?.Remove(data);
        scope?.Add(this);
    }
}
