namespace TorchSharp;

public static partial class torch
{
    // Names ending in an underscore change the tensor, and return it.
    public unsafe partial class Tensor
    {
        private static readonly Number One = new(1, 1);

        public Tensor add_(Tensor target) => Changed(Native.shim_add_(Handle, target.Handle, One), target);

        public Tensor add_(Tensor target, Scalar alpha) => Changed(Native.shim_add_(Handle, target.Handle, alpha.Number), target);

        public Tensor add_(Scalar scalar) => Changed(Native.shim_add_scalar_(Handle, scalar.Number));

        public Tensor sub_(Tensor target) => Changed(Native.shim_sub_(Handle, target.Handle), target);

        public Tensor mul_(Scalar target) => Changed(Native.shim_mul_scalar_(Handle, target.Number));

        public Tensor div_(Scalar target) => Changed(Native.shim_div_scalar_(Handle, target.Number));

        /// <summary>Writes single elements along a dimension; index and source have one shape.</summary>
        public Tensor scatter_add_(long dim, Tensor index, Tensor src) => Changed(Native.shim_scatter_add_(Handle, dim, index.Handle, src.Handle), index, src);

        public Tensor scatter_(long dim, Tensor index, Tensor src) => Changed(Native.shim_scatter_(Handle, dim, index.Handle, src.Handle), index, src);

        /// <summary>Adds value · tensor1 · tensor2.</summary>
        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Changed(Native.shim_addcmul_(Handle, tensor1.Handle, tensor2.Handle, value.Number), tensor1, tensor2);

        /// <summary>Adds value · tensor1 / tensor2.</summary>
        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) =>
            Changed(Native.shim_addcdiv_(Handle, tensor1.Handle, tensor2.Handle, value.Number), tensor1, tensor2);

        /// <summary>beta · this + alpha · mat1 mat2.</summary>
        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta, float alpha) =>
            Changed(Native.shim_addmm_(Handle, mat1.Handle, mat2.Handle, beta, alpha), mat1, mat2);

        public Tensor exp_() => Changed(Native.shim_exp_(Handle));

        public Tensor copy_(Tensor source) => Changed(Native.shim_copy_(Handle, source.Handle), source);

        /// <summary>Overwrites whole slices along a dimension.</summary>
        public Tensor index_copy_(long dim, Tensor index, Tensor source) => Changed(Native.shim_index_copy_(Handle, dim, index.Handle, source.Handle), index, source);

        public Tensor index_add_(long dim, Tensor index, Tensor source, Scalar alpha) =>
            Changed(Native.shim_index_add_(Handle, dim, index.Handle, source.Handle, alpha.Number), index, source);
    }
}
