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
            public static Tensor dropout(Tensor input, double p = 0.5, bool training = true, bool inplace = false)
            {
                if (!inplace) return Tensor.Made(Native.shim_dropout(input.Handle, p, training ? 1 : 0), input);
                Native.Check(Native.shim_dropout_(input.Handle, p, training ? 1 : 0));
                return input;
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
