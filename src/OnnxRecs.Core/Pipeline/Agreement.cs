using OnnxRecs.Numerics;

namespace OnnxRecs.Pipeline;

/// <summary>How far an exported graph may be from what training computes with the same weights.</summary>
public static class Agreement
{
    /// <summary>Largest difference that passes, see <see cref="Difference"/>.</summary>
    public const double Tolerance = 1e-4;

    /// <summary>The number below which a difference is no longer taken relative to the value: 1, or the largest of all values where they are smaller, as probabilities are.</summary>
    public static double ScaleOf(IEnumerable<ReadOnlyMemory<float>> values)
    {
        double largest = 0;
        foreach (ReadOnlyMemory<float> some in values)
        {
            foreach (float value in some.Span) largest = Math.Max(largest, Math.Abs(value));
        }
        return largest is > 0 and < 1 ? largest : 1;
    }

    /// <summary>Difference relative to the larger of the expected value and the scale; infinite where one of both is not a number.</summary>
    public static double Difference(float expected, float actual, double scale)
    {
        if (expected == actual) return 0;
        double difference = Math.Abs((double)expected - actual) / Math.Max(scale, Math.Abs(expected));
        return double.IsNaN(difference) ? double.PositiveInfinity : difference;
    }

    /// <summary>
    /// How far two rankings of the same items are from having the same list of the best: the largest difference, at any place, between the score of the item that
    /// the one puts there and that of the item that the other puts there, by the other's scores and by the one's.
    /// </summary>
    /// <remarks>Items that tie within the tolerance may change places; one that is better than that and is missing shows. 0 where the lists are equal.</remarks>
    /// <param name="expected">Scores of all items by the one.</param>
    /// <param name="actual">By the other.</param>
    /// <param name="k">Length of the lists.</param>
    /// <param name="scale">See <see cref="ScaleOf"/>.</param>
    /// <param name="same">Whether the lists are equal item by item.</param>
    public static double ListDifference(ReadOnlySpan<float> expected, ReadOnlySpan<float> actual, int k, double scale, out bool same)
    {
        int[] one = new int[k], other = new int[k];
        int length = TopK.Select(expected, one);
        same = false;
        if (TopK.Select(actual, other) != length) return double.PositiveInfinity;
        same = one.AsSpan().SequenceEqual(other);
        double worst = 0;
        for (int place = 0; place < length; place++)
        {
            worst = Math.Max(worst, Difference(expected[one[place]], expected[other[place]], scale));
            worst = Math.Max(worst, Difference(actual[other[place]], actual[one[place]], scale));
        }
        return worst;
    }
}
