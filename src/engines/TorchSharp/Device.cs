using System.Globalization;

namespace TorchSharp;

/// <summary>Kinds of device; the values are libtorch's.</summary>
public enum DeviceType
{
    CPU = 0,
    CUDA = 1,
}

public static partial class torch
{
    /// <summary>Where a tensor lives: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    public class Device
    {
        public Device(string description)
        {
            string[] parts = description.Split(':');
            type = Enum.Parse<DeviceType>(parts[0], ignoreCase: true);
            index = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : -1;
        }

        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public DeviceType type { get; }

        public int index { get; }
    }

    public static Device CPU { get; } = new(DeviceType.CPU);

    public static Device device(string description) => new(description);

    /// <summary>NVIDIA devices.</summary>
    public static class cuda
    {
        public static bool is_available() => Native.shim_cuda_is_available() != 0;
    }
}
