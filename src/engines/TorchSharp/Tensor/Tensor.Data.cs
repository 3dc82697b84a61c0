using TorchSharp.Utils;

namespace TorchSharp;

public static partial class torch
{
    public unsafe partial class Tensor
    {
        /// <summary>The elements, of a tensor on the CPU, as exactly the type they have.</summary>
        public TensorAccessor<T> data<T>() where T : unmanaged
        {
            RequireCpu();
            RequireType<T>();
            return new TensorAccessor<T>(this);
        }

        /// <summary>The memory itself, of a contiguous tensor on the CPU; valid as long as the tensor.</summary>
        public Span<byte> bytes
        {
            get
            {
                RequireCpu();
                if (Keep(Native.shim_is_contiguous(Handle)) == 0) throw new InvalidOperationException("The tensor is not contiguous.");
                int width = dtype switch { ScalarType.Int64 or ScalarType.Float64 => 8, ScalarType.Int32 or ScalarType.Float32 => 4, _ => 1 };
                return new Span<byte>(Keep((nint)Native.shim_data(Handle)).ToPointer(), checked((int)(NumberOfElements * width)));
            }
        }

        /// <summary>The only element, as exactly the type it has.</summary>
        public T item<T>() where T : unmanaged
        {
            if (NumberOfElements != 1) throw new ArgumentException($"item of a tensor with {NumberOfElements} elements");
            RequireCpu();
            RequireType<T>();
            return Keep(*(T*)Native.shim_data(Handle));
        }

        public Tensor to_type(ScalarType type) => Made(Native.shim_to_type(Handle, (int)type), this);

        public Tensor to(Device device) => Made(Native.shim_to_device(Handle, (int)device.type, device.index), this);

        public Tensor cpu() => to(CPU);

        public Tensor contiguous() => Made(Native.shim_contiguous(Handle), this);

        public Tensor clone() => Made(Native.shim_clone(Handle), this);

        /// <summary>The same memory, outside the graph of derivatives.</summary>
        public Tensor detach() => Made(Native.shim_detach(Handle), this);

        private void RequireCpu()
        {
            if (device_type != DeviceType.CPU) throw new InvalidOperationException("The tensor is not on the CPU: copy it with cpu() first.");
        }

        private void RequireType<T>()
        {
            ScalarType type = dtype;
            bool same = type switch
            {
                ScalarType.Int32 => typeof(T) == typeof(int),
                ScalarType.Int64 => typeof(T) == typeof(long),
                ScalarType.Float64 => typeof(T) == typeof(double),
                ScalarType.Float32 => typeof(T) == typeof(float),
                ScalarType.Bool => typeof(T) == typeof(bool),
                _ => false,
            };
            if (!same) throw new ArgumentException($"{typeof(T).Name} is not the type of the elements, {type}");
        }
    }
}
