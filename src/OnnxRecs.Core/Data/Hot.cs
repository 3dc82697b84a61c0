using System.Runtime.CompilerServices;

namespace OnnxRecs.Data;

/// <summary>A mark for loops that a set runs through once: by the time the runtime would compile them well on its own, the set has been read.</summary>
internal static class Hot
{
    /// <summary>Measured on ml-1m in a new process: half the time.</summary>
    public const MethodImplOptions Code = MethodImplOptions.AggressiveOptimization;
}
