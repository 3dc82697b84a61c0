namespace OnnxRecs.Numerics;

/// <summary>Draws indexes with given probabilities in constant time: the alias method (Walker 1977, built as in Vose, IEEE TSE 1991).</summary>
/// <remarks>
/// Every index has a bucket of equal width; it fills it up to its own share, and one other index, its alias, has the rest. Making it costs O(n).
/// Thread-safe. Example: weights 1 and 3 have shares .5 and 1.5 of two buckets: bucket 0 is index 0 up to .5, then index 1; bucket 1 is index 1.
/// </remarks>
public sealed class AliasTable
{
    private readonly double[] _own; // up to where a bucket is its own index
    private readonly int[] _alias;

    /// <param name="weights">Finite and not negative, not all of them 0. An index of weight 0 is never drawn.</param>
    /// <exception cref="ArgumentException">A weight is none, or all are 0.</exception>
    public AliasTable(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        foreach (double weight in weights)
        {
            if (!(weight >= 0 && double.IsFinite(weight))) throw new ArgumentException($"{weight} is no weight.", nameof(weights));
            sum += weight;
        }
        if (!(sum > 0 && double.IsFinite(sum))) throw new ArgumentException($"The {weights.Length} weights add up to {sum}.", nameof(weights));
        _own = new double[weights.Length];
        _alias = new int[weights.Length];
        // Indexes with less than a bucket stand at the front, those with more at the back; each of the first is filled up from one of the second.
        int[] order = new int[weights.Length];
        int low = 0, high = order.Length;
        for (int i = 0; i < order.Length; i++)
        {
            _own[i] = weights[i] / sum * order.Length;
            _alias[i] = i;
            if (_own[i] < 1) order[low++] = i;
            else order[--high] = i;
        }
        for (int filled = 0; filled < low && low < order.Length; filled++)
        {
            (int small, int large) = (order[filled], order[low]);
            _alias[small] = large;
            _own[large] -= 1 - _own[small];
            // Less than a bucket is left of it: it joins the first, which end where the second begin.
            if (_own[large] < 1) low++;
        }
    }

    /// <summary>How many indexes there are.</summary>
    public int Count => _own.Length;

    /// <summary>One index; takes two numbers from <paramref name="rng"/>.</summary>
    public int Next(Rng rng)
    {
        int bucket = rng.NextInt(_own.Length);
        return rng.NextDouble() < _own[bucket] ? bucket : _alias[bucket];
    }
}
