namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a function keeps from its forward pass for its backward pass.</summary>
        public sealed class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> _data = [];
            private List<Tensor> _saved = [];

            /// <summary>Keeps tensors alive until the backward pass.</summary>
            public void save_for_backward(List<Tensor> vars) => _saved = vars.ConvertAll(tensor => tensor.detach().DetachFromDisposeScope());

            public List<Tensor> get_saved_variables() => _saved;

            public void save_data(string name, object data) => _data[name] = data;

            public object get_data(string name) => _data[name];

            public void Dispose()
            {
                foreach (Tensor tensor in _saved) tensor.Dispose();
            }
        }
    }
}
