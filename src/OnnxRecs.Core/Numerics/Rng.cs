using System.Numerics;

namespace OnnxRecs.Numerics;

/// <summary>Seeded random numbers (xoshiro256**, Blackman and Vigna 2021): the same on every machine and runtime version.</summary>
/// <remarks>Not thread-safe. Independent streams are made by <see cref="Rng(ulong, ulong, ulong)"/>: one for each (seed, purpose, step).</remarks>
public sealed class Rng
{
    private ulong _s0, _s1, _s2, _s3;

    /// <summary>A stream of its own for each triple; close values give unrelated streams.</summary>
    public Rng(ulong seed, ulong stream = 0, ulong step = 0)
    {
        ulong state = Mix(seed) ^ BitOperations.RotateLeft(Mix(stream + 0x632be59bd9b4e019), 21) ^ BitOperations.RotateLeft(Mix(step + 0x9e3779b97f4a7c15), 42);
        _s0 = Mix(state += 0x9e3779b97f4a7c15);
        _s1 = Mix(state += 0x9e3779b97f4a7c15);
        _s2 = Mix(state += 0x9e3779b97f4a7c15);
        _s3 = Mix(state + 0x9e3779b97f4a7c15);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_s1 * 5, 7) * 9;
        ulong t = _s1 << 17;
        _s2 ^= _s0;
        _s3 ^= _s1;
        _s1 ^= _s2;
        _s0 ^= _s3;
        _s2 ^= t;
        _s3 = BitOperations.RotateLeft(_s3, 45);
        return result;
    }

    /// <summary>Uniform in 0 .. <paramref name="exclusiveMax"/> - 1 (Lemire's multiplication; bias below 2^-32).</summary>
    public int NextInt(int exclusiveMax)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        return (int)(((NextUInt64() >> 32) * (ulong)exclusiveMax) >> 32);
    }

    /// <summary>Fills up with what as many calls of <see cref="NextInt"/> give, with the state in registers.</summary>
    public void NextInts(int exclusiveMax, Span<int> values)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(exclusiveMax);
        (ulong s0, ulong s1, ulong s2, ulong s3) = (_s0, _s1, _s2, _s3);
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (int)(((BitOperations.RotateLeft(s1 * 5, 7) * 9 >> 32) * (ulong)exclusiveMax) >> 32);
            ulong t = s1 << 17;
            s2 ^= s0;
            s3 ^= s1;
            s1 ^= s2;
            s0 ^= s3;
            s2 ^= t;
            s3 = BitOperations.RotateLeft(s3, 45);
        }
        (_s0, _s1, _s2, _s3) = (s0, s1, s2, s3);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Standard normal (Box and Muller).</summary>
    public double NextGaussian()
    {
        double u = 1 - NextDouble();
        return Math.Sqrt(-2 * Math.Log(u)) * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Fisher and Yates in place.</summary>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }

    /// <summary>The finaliser of SplitMix64.</summary>
    public static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
