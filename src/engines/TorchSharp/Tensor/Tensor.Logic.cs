namespace TorchSharp;

public static partial class torch
{
    // As in TorchSharp, == compares element by element and gives a tensor: ask `is null`, not `== null`.
    public unsafe partial class Tensor
    {
        public static Tensor operator ==(Tensor left, Tensor right) => left.eq(right);

        public static Tensor operator !=(Tensor left, Tensor right) => left.ne(right);

        public Tensor eq(Tensor target) => Made(Native.shim_eq(Handle, target.Handle), this, target);

        public Tensor eq(Scalar target) => Made(Native.shim_eq_scalar(Handle, target.Number), this);

        public Tensor ne(Tensor target) => Made(Native.shim_ne(Handle, target.Handle), this, target);

        public Tensor ne(Scalar target) => Made(Native.shim_ne_scalar(Handle, target.Number), this);

        public Tensor lt(Tensor target) => Made(Native.shim_lt(Handle, target.Handle), this, target);

        public Tensor lt(Scalar target) => Made(Native.shim_lt_scalar(Handle, target.Number), this);

        public Tensor le(Tensor target) => Made(Native.shim_le(Handle, target.Handle), this, target);

        public Tensor le(Scalar target) => Made(Native.shim_le_scalar(Handle, target.Number), this);

        public Tensor gt(Tensor target) => Made(Native.shim_gt(Handle, target.Handle), this, target);

        public Tensor gt(Scalar target) => Made(Native.shim_gt_scalar(Handle, target.Number), this);

        public Tensor ge(Tensor target) => Made(Native.shim_ge(Handle, target.Handle), this, target);

        public Tensor ge(Scalar target) => Made(Native.shim_ge_scalar(Handle, target.Number), this);

        public Tensor logical_and(Tensor other) => Made(Native.shim_logical_and(Handle, other.Handle), this, other);

        public Tensor logical_not() => Made(Native.shim_logical_not(Handle), this);

        public Tensor isfinite() => Made(Native.shim_isfinite(Handle), this);

        public Tensor isnan() => Made(Native.shim_isnan(Handle), this);

        public Tensor all() => Made(Native.shim_all(Handle), this);

        public Tensor masked_fill(Tensor mask, Scalar value) => Made(Native.shim_masked_fill(Handle, mask.Handle, value.Number), this, mask);

        /// <summary>The same object.</summary>
        public override bool Equals(object? obj) => ReferenceEquals(this, obj);

        public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);
    }
}
