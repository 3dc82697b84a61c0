namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        private static readonly Number One = new(1, 1);

        public static Tensor operator +(Tensor left, Tensor right) => left.add(right);

        public static Tensor operator +(Tensor left, Scalar right) => left.add(right);

        public static Tensor operator +(Scalar left, Tensor right) => right.add(left);

        public static Tensor operator -(Tensor left, Tensor right) => left.sub(right);

        public static Tensor operator -(Tensor left, Scalar right) => left.sub(right);

        public static Tensor operator -(Scalar left, Tensor right)
        {
            using Tensor negative = right.neg();
            return negative.add(left);
        }

        public static Tensor operator -(Tensor tensor) => tensor.neg();

        public static Tensor operator *(Tensor left, Tensor right) => left.mul(right);

        public static Tensor operator *(Tensor left, Scalar right) => left.mul(right);

        public static Tensor operator *(Scalar left, Tensor right) => right.mul(left);

        public static Tensor operator /(Tensor left, Tensor right) => left.div(right);

        public static Tensor operator /(Tensor left, Scalar right) => left.div(right);

        public static Tensor operator /(Scalar left, Tensor right)
        {
            using Tensor inverse = Made(Native.shim_reciprocal(right.Handle), right);
            return inverse.mul(left);
        }

        public Tensor add(Tensor target) => Made(Native.shim_add(Handle, target.Handle, One), this, target);

        public Tensor add(Tensor target, Scalar alpha) => Made(Native.shim_add(Handle, target.Handle, alpha.Number), this, target);

        public Tensor add(Scalar scalar) => Made(Native.shim_add_scalar(Handle, scalar.Number), this);

        public Tensor sub(Tensor target) => Made(Native.shim_sub(Handle, target.Handle), this, target);

        public Tensor sub(Scalar target) => Made(Native.shim_sub_scalar(Handle, target.Number), this);

        public Tensor mul(Tensor target) => Made(Native.shim_mul(Handle, target.Handle), this, target);

        public Tensor mul(Scalar target) => Made(Native.shim_mul_scalar(Handle, target.Number), this);

        public Tensor div(Tensor target) => Made(Native.shim_div(Handle, target.Handle), this, target);

        public Tensor div(Scalar target) => Made(Native.shim_div_scalar(Handle, target.Number), this);

        public Tensor pow(Tensor exponent) => Made(Native.shim_pow(Handle, exponent.Handle), this, exponent);

        public Tensor pow(Scalar exponent) => Made(Native.shim_pow_scalar(Handle, exponent.Number), this);

        public Tensor maximum(Tensor other) => Made(Native.shim_maximum(Handle, other.Handle), this, other);

        public Tensor clamp(Scalar? min = null, Scalar? max = null)
        {
            if (min is null && max is null) throw new ArgumentException("clamp needs a lower or an upper bound");
            Number low = min?.Number ?? default, high = max?.Number ?? default;
            return Made(Native.shim_clamp(Handle, min is null ? null : &low, max is null ? null : &high), this);
        }

        public Tensor exp() => Made(Native.shim_exp(Handle), this);

        public Tensor log() => Made(Native.shim_log(Handle), this);

        public Tensor sqrt() => Made(Native.shim_sqrt(Handle), this);

        public Tensor tanh() => Made(Native.shim_tanh(Handle), this);

        public Tensor sigmoid() => Made(Native.shim_sigmoid(Handle), this);

        public Tensor relu() => Made(Native.shim_relu(Handle), this);

        public Tensor abs() => Made(Native.shim_abs(Handle), this);

        public Tensor neg() => Made(Native.shim_neg(Handle), this);
    }
}
