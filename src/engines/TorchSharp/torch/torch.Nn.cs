namespace TorchSharp;

public static partial class torch
{
    /// <summary>Neural networks.</summary>
    public static class nn
    {
        /// <summary>What becomes of a loss per element.</summary>
        public enum Reduction : long
        {
            Mean = 1,
        }

        /// <summary>Functions without parameters of their own.</summary>
        public static class functional
        {
            /// <summary>In training, zeroes each element with probability p and scales the others to keep the mean.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true) =>
                Tensor.Made(Native.shim_dropout(input.Handle, p, training ? 1 : 0), input);

            /// <summary>log(1 + exp(beta x)) / beta; the identity above the threshold.</summary>
            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) => Tensor.Made(Native.shim_softplus(x.Handle, beta, threshold), x);

            /// <summary>Over the last dimensions, whose sizes are given.</summary>
            public static unsafe Tensor layer_norm(Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-05)
            {
                fixed (long* pointer = normalized_shape)
                    return Tensor.Made(Native.shim_layer_norm(input.Handle, pointer, normalized_shape.Length, Tensor.HandleOf(weight), Tensor.HandleOf(bias), eps), input, weight, bias);
            }

            /// <summary>Over [N, C]; in training it also moves the running statistics.</summary>
            public static Tensor batch_norm(
                Tensor input, Tensor running_mean, Tensor running_var, Tensor? weight = null, Tensor? bias = null, bool training = false, double momentum = 0.1, double eps = 1e-05)
            {
                nint handle = Native.shim_batch_norm(
                    input.Handle, running_mean.Handle, running_var.Handle, Tensor.HandleOf(weight), Tensor.HandleOf(bias), training ? 1 : 0, momentum, eps);
                GC.KeepAlive(running_mean);
                GC.KeepAlive(running_var);
                return Tensor.Made(handle, input, weight, bias);
            }

            public static Tensor binary_cross_entropy_with_logits(
                Tensor input, Tensor target, Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null)
            {
                nint handle = Native.shim_binary_cross_entropy_with_logits(
                    input.Handle, target.Handle, Tensor.HandleOf(weight), (long)reduction, Tensor.HandleOf(pos_weights));
                GC.KeepAlive(pos_weights);
                return Tensor.Made(handle, input, target, weight);
            }
        }
    }
}
