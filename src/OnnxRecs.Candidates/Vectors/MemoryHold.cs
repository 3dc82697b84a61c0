using System.Runtime.InteropServices;

namespace OnnxRecs.Candidates.Vectors;

/// <summary>Keeps memory from being freed while somebody walks over it, by whoever disposes of it or lets go of it meanwhile.</summary>
internal readonly ref struct MemoryHold : IDisposable
{
    private readonly SafeHandle _first;
    private readonly SafeHandle? _second;

    /// <exception cref="ObjectDisposedException">It has been freed.</exception>
    public MemoryHold(SafeHandle first, SafeHandle? second = null)
    {
        bool held = false;
        first.DangerousAddRef(ref held);
        _first = first;
        try
        {
            second?.DangerousAddRef(ref held);
            _second = second;
        }
        catch
        {
            first.DangerousRelease();
            throw;
        }
    }

    public void Dispose()
    {
        _second?.DangerousRelease();
        _first.DangerousRelease();
    }
}
