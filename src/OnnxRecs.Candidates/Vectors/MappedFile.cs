using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;

namespace OnnxRecs.Candidates.Vectors;

/// <summary>A whole file as read-only memory that begins at a page. Let go when disposed or collected, but not while a search holds it.</summary>
/// <remarks>
/// The file stays open so that no program that asks the runtime can write to it; it may be renamed over or deleted, and is then still what it was.
/// (On Windows that has to wait until it is let go.) Whoever cuts it short all the same takes the memory away from under the process.
/// </remarks>
internal sealed unsafe class MappedFile : SafeHandleZeroOrMinusOneIsInvalid
{
    private readonly SafeFileHandle _file;
    private readonly MemoryMappedFile? _map;
    private readonly MemoryMappedViewAccessor? _view;

    /// <exception cref="IOException">There is no such file, or it cannot be mapped.</exception>
    public MappedFile(string path)
        : base(ownsHandle: true)
    {
        // Without the hint that access will be random: the first pass over it is not, and would read page by page.
        _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        try
        {
            Length = RandomAccess.GetLength(_file);
            // Nothing cannot be mapped.
            if (Length == 0) return;
            _map = MemoryMappedFile.CreateFromFile(_file, mapName: null, Length, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _map.CreateViewAccessor(0, Length, MemoryMappedFileAccess.Read);
            byte* start = null;
            _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
            SetHandle((nint)(start + _view.PointerOffset));
        }
        finally
        {
            if (IsInvalid) LetGo();
        }
    }

    public long Length { get; }

    public byte* Start => (byte*)handle;

    // The parts are handles of their own, which do not mind in which order a collection ends them.
    protected override bool ReleaseHandle()
    {
        _view!.SafeMemoryMappedViewHandle.ReleasePointer();
        LetGo();
        return true;
    }

    private void LetGo()
    {
        _view?.Dispose();
        _map?.Dispose();
        _file.Dispose();
    }
}
