namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        public Tensor add(Tensor target) => Made(Native.shim_add(Handle, target.Handle), this, target);

        public Tensor sub(Tensor target) => Made(Native.shim_sub(Handle, target.Handle), this, target);

        public Tensor mul(Tensor target) => Made(Native.shim_mul(Handle, target.Handle), this, target);

        public Tensor mul(Scalar target) => Made(Native.shim_mul_scalar(Handle, target.Number), this);

        public Tensor div(Tensor target) => Made(Native.shim_div(Handle, target.Handle), this, target);

        public Tensor maximum(Tensor other) => Made(Native.shim_maximum(Handle, other.Handle), this, other);

        public Tensor lt(Tensor target) => Made(Native.shim_lt(Handle, target.Handle), this, target);

        public Tensor exp() => Made(Native.shim_exp(Handle), this);

        public Tensor log() => Made(Native.shim_log(Handle), this);

        public Tensor sqrt() => Made(Native.shim_sqrt(Handle), this);

        public Tensor tanh() => Made(Native.shim_tanh(Handle), this);

        public Tensor sigmoid() => Made(Native.shim_sigmoid(Handle), this);

        public Tensor relu() => Made(Native.shim_relu(Handle), this);

        public Tensor neg() => Made(Native.shim_neg(Handle), this);
    }
}
