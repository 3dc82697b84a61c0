namespace TorchSharp;

public static partial class torch
{
    /// <summary>
    /// An n-dimensional array of libtorch's. Freed by its dispose scope, by <see cref="Dispose"/>, or in the end by its finalizer.
    /// Errors of an operation (shapes, types) come as <see cref="System.Runtime.InteropServices.ExternalException"/>.
    /// </summary>
    public unsafe partial class Tensor : IDisposable
    {
        private static long _totalCount;
        private nint _handle;

        private Tensor(nint handle)
        {
            _handle = handle;
            Interlocked.Increment(ref _totalCount);
        }

        ~Tensor() => Free();

        /// <summary>How many tensors have not been freed: must not grow from epoch to epoch.</summary>
        public static long TotalCount => Interlocked.Read(ref _totalCount);

        /// <summary>Number of dimensions.</summary>
        public long Dimensions => Keep(Native.shim_dim(Handle));

        public long NumberOfElements => Keep(Native.shim_numel(Handle));

        public ScalarType dtype => (ScalarType)Keep(Native.shim_dtype(Handle));

        public DeviceType device_type => (DeviceType)Keep(Native.shim_device_type(Handle));

        public Device device => new(device_type, device_type == DeviceType.CPU ? -1 : Keep(Native.shim_device_index(Handle)));

        public long[] shape => size();

        public bool requires_grad
        {
            get => Keep(Native.shim_requires_grad(Handle)) != 0;
            set => Native.Check(Keep(Native.shim_set_requires_grad(Handle, value ? 1 : 0)));
        }

        /// <summary>The gradient that <see cref="backward"/> left, or null. Every read makes a new handle on the same memory.</summary>
        public Tensor? grad
        {
            get
            {
                nint result = Keep(Native.shim_grad(Handle));
                return result == 0 ? null : Adopt(result);
            }
            set
            {
                Native.Check(Keep(Native.shim_set_grad(Handle, HandleOf(value))));
                GC.KeepAlive(value);
            }
        }

        internal DisposeScope? Scope { get; set; }

        internal int ScopeSlot { get; set; }

        internal nint Handle => _handle != 0 ? _handle : throw new InvalidOperationException("The tensor is empty: it has been disposed.");

        public long numel() => NumberOfElements;

        public long size(int dim)
        {
            long[] sizes = size();
            return sizes[dim < 0 ? dim + sizes.Length : dim];
        }

        public long[] size()
        {
            var sizes = new long[Dimensions];
            fixed (long* pointer = sizes) Native.shim_sizes(Handle, pointer);
            return Keep(sizes);
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        /// <summary>Adds the derivatives of this one number to the gradients of all leaves it was made of.</summary>
        public void backward()
        {
            int worked = Keep(Native.shim_backward(Handle));
            if (worked == 0) FunctionCalls.ThrowFailure();
            Native.Check(worked);
        }

        public Tensor DetachFromDisposeScope()
        {
            Scope?.Remove(this);
            return this;
        }

        public void Dispose()
        {
            Scope?.Remove(this);
            Free();
            GC.SuppressFinalize(this);
        }

        internal static Tensor Adopt(nint handle)
        {
            var tensor = new Tensor(handle);
            DisposeScope.Register(tensor);
            return tensor;
        }

        // The operands stay reachable until the native call is over: without that, their finalizers may free them in the middle of it.
        internal static Tensor Made(nint handle, object a, object? b = null, object? c = null)
        {
            GC.KeepAlive(a);
            GC.KeepAlive(b);
            GC.KeepAlive(c);
            return Adopt(Native.Check(handle));
        }

        /// <summary>Of a call that writes two handles.</summary>
        internal static (Tensor, Tensor) Pair(Func<nint, nint, int> call, Tensor input)
        {
            nint* parts = stackalloc nint[2];
            Native.Check(call((nint)parts, input.Handle));
            GC.KeepAlive(input);
            return (Adopt(parts[0]), Adopt(parts[1]));
        }

        internal static nint HandleOf(Tensor? tensor) => tensor is null ? 0 : tensor.Handle;

        private Tensor Changed(int worked, object? b = null, object? c = null)
        {
            GC.KeepAlive(this);
            GC.KeepAlive(b);
            GC.KeepAlive(c);
            Native.Check(worked);
            return this;
        }

        private TValue Keep<TValue>(TValue value)
        {
            GC.KeepAlive(this);
            return value;
        }

        private void Free()
        {
            if (_handle == 0) return;
            Native.shim_free(_handle);
            _handle = 0;
            Interlocked.Decrement(ref _totalCount);
        }
    }
}
