namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>A function of tensors, and of other things, with one tensor as its result and a derivative of its own.</summary>
        public abstract class SingleTensorFunction<T> where T : SingleTensorFunction<T>, new()
        {
            /// <summary>For messages.</summary>
            public abstract string Name { get; }

            /// <summary>The result; no graph is made of what happens inside.</summary>
            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            /// <summary>The gradient of each of the forward pass's arguments; null for those that have none.</summary>
            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

#pragma warning disable CA1000 // TorchSharp has it here.
            public static Tensor apply(params object[] vars)
#pragma warning restore CA1000
            {
                var function = new T();
                var context = new AutogradContext();
                Tensor result;
                using (no_grad()) result = function.forward(context, vars);
                if (Native.shim_grad_enabled() == 0 || !vars.Any(v => v is Tensor { requires_grad: true }))
                {
                    context.Dispose();
                    return result;
                }
                return FunctionCalls.Join(result, vars, context, gradient => function.backward(context, gradient));
            }
        }
    }
}
