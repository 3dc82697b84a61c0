using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace OnnxRecs.Numerics;

/// <summary>The k best of scores that come in parts. The same order and tie rule as <see cref="TopK"/>, which is one part.</summary>
/// <remarks>Works in rented memory: dispose it. A copy shares that memory, so there must be none.</remarks>
public struct RunningTopK : IDisposable
{
    private readonly ulong[] _keys;
    private readonly int _k;
    private readonly int _room;
    private int _count;
    private bool _begun;
    private float _floor;

    /// <param name="k">At least 1.</param>
    public RunningTopK(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        _k = k;
        // Room for twice k and for a vector of scores more, which is taken in without asking.
        _room = checked(2 * k + TopK.SlackOf(k)) + Vector256<float>.Count;
        _keys = ArrayPool<ulong>.Shared.Rent(_room);
    }

    /// <summary>Takes in the scores of the items from <paramref name="first"/> on, which lie behind those of all parts before. NaN and negative infinity are never chosen.</summary>
    public void Add(ReadOnlySpan<float> scores, int first)
    {
        if (!_begun) (_floor, _begun) = (TopK.FirstFloor(scores, _k), true);
        Span<ulong> keys = _keys.AsSpan(0, _room);
        int full = _room - Vector256<float>.Count, count = _count, done = 0;
        float floor = _floor;
        for (; done <= scores.Length - Vector256<float>.Count; done += Vector256<float>.Count)
        {
            // An index above all chosen ones loses every tie, so only a higher score comes in.
            uint above = Vector256.GreaterThan(Vector256.Create(scores[done..]), Vector256.Create(floor)).ExtractMostSignificantBits();
            if (above == 0) continue;
            for (; above != 0; above &= above - 1)
            {
                int at = done + BitOperations.TrailingZeroCount(above);
                keys[count++] = ScoreKey.Pack(scores[at], first + at);
            }
            if (count < full) continue;
            ScoreKey.Sort(keys[..count]);
            count = _k;
            floor = ScoreKey.Score(keys[_k - 1]);
        }
        for (; done < scores.Length; done++)
        {
            if (scores[done] > floor) keys[count++] = ScoreKey.Pack(scores[done], first + done);
        }
        (_count, _floor) = (count, floor);
        // The rest of the last part may have filled the room that is kept for a vector.
        if (count >= full) Cut();
    }

    /// <summary>Keys (<see cref="ScoreKey"/>) of the best so far, best first; valid until more is added.</summary>
    public ReadOnlySpan<ulong> Best()
    {
        Cut();
        return _keys.AsSpan(0, _count);
    }

    public readonly void Dispose() => ArrayPool<ulong>.Shared.Return(_keys);

    private void Cut()
    {
        ScoreKey.Sort(_keys.AsSpan(0, _count));
        if (_count < _k) return;
        _count = _k;
        _floor = ScoreKey.Score(_keys[_k - 1]);
    }
}
