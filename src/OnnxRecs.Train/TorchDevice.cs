using static TorchSharp.torch;

namespace OnnxRecs.Train;

/// <summary>Chooses where the training engine computes.</summary>
public static class TorchDevice
{
    /// <summary>Threads of one operation, as the last <see cref="Open"/> set them for the whole process.</summary>
    public static int Threads { get; private set; } = Environment.ProcessorCount;

    /// <param name="name">"cpu" or "cuda".</param>
    /// <param name="threads">Threads of one operation, 0 for all cores.</param>
    /// <exception cref="InputException">The device is not there.</exception>
    public static Device Open(string name, int threads)
    {
        NativeHost.Prepare();
        Threads = threads == 0 ? Environment.ProcessorCount : threads;
        set_num_threads(Threads);
        if (name == "cuda" && !cuda.is_available())
            throw new InputException("Device cuda is not available to TorchSharp. Use --device cpu, or install the CUDA build (make setup ENGINE_DEVICE=cuda) on a machine with an NVIDIA driver.");
        return device(name);
    }
}
