using TorchSharp.Modules;

namespace TorchSharp;

public static unsafe partial class torch
{
    /// <summary>Neural networks.</summary>
    public static class nn
    {
        /// <summary>What becomes of a loss per element.</summary>
        public enum Reduction : long
        {
            None = 0,
            Mean = 1,
            Sum = 2,
        }

        /// <summary>Functions without parameters of their own.</summary>
        public static class functional
        {
            /// <summary>In training, zeroes each element with probability p and scales the others to keep the mean.</summary>
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!inplace) return Tensor.Made(Native.shim_dropout(input.Handle, p, training ? 1 : 0), input);
                Native.Check(Native.shim_dropout_(input.Handle, p, training ? 1 : 0));
                return input;
            }

            public static Tensor softplus(Tensor x, double beta = 1.0, double threshold = 20.0) =>
                Tensor.Made(Native.shim_softplus(x.Handle, beta, threshold), x);

            public static Tensor logsigmoid(Tensor x) => Tensor.Made(Native.shim_logsigmoid(x.Handle), x);

            /// <summary>Normalises over the last dimensions, as many as the shape has.</summary>
            public static Tensor layer_norm(
                Tensor input, long[] normalized_shape, Tensor? weight = null, Tensor? bias = null, double eps = 1e-5)
            {
                fixed (long* shape = normalized_shape)
                {
                    nint handle = Native.shim_layer_norm(
                        input.Handle, shape, normalized_shape.Length, Tensor.HandleOf(weight), Tensor.HandleOf(bias), eps);
                    return Tensor.Made(handle, input, weight, bias);
                }
            }

            /// <summary>Normalises each channel over the batch; in training it also moves the running mean and variance.</summary>
            public static Tensor batch_norm(
                Tensor input, Tensor running_mean, Tensor running_var, Tensor? weight = null, Tensor? bias = null, bool training = false,
                double momentum = 0.1, double eps = 1e-5)
            {
                nint handle = Native.shim_batch_norm(
                    input.Handle, running_mean.Handle, running_var.Handle, Tensor.HandleOf(weight), Tensor.HandleOf(bias), training ? 1 : 0,
                    momentum, eps);
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

        /// <summary>Helpers around training.</summary>
        public static class utils
        {
            /// <summary>Scales all gradients so that their joint norm is at most this; returns the norm they had.</summary>
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                Tensor[] list = [.. tensors];
                fixed (nint* handles = Handles(list))
                {
                    double norm = Native.shim_clip_grad_norm_(handles, list.Length, max_norm, norm_type);
                    GC.KeepAlive(list);
                    if (norm < 0) Native.Throw();
                    return norm;
                }
            }
        }
    }
}
