namespace OnnxRecs.Metrics.Beyond;

/// <summary>Calibration: how far the genres of the first k items are from those that the user liked before. 0 is a perfect match.</summary>
/// <remarks>
/// KL(p || q~) = sum over genres of p(g) ln(p(g) / q~(g)), q~ = .99 q + .01 p. p is the mean over the liked history of each item's genres, an item of
/// n genres giving 1/n to each; q the same of the list. Items without a known genre are left out; NaN where that leaves nothing of either.
/// Source: Steck, RecSys 2018, with alpha = .01 and without weights by rank or age.
/// Example: p = (1/2, 1/2), q = (1, 0): q~ = (.995, .005), 1/2 ln(.5 / .995) + 1/2 ln(.5 / .005) = -.3441 + 2.3026 = 1.9585.
/// </remarks>
public sealed class CalibrationDivergence : IListMetric
{
    private const double Alpha = 0.01;

    public string Name => "calibration";

    public bool LowerIsBetter => true;

    public bool IsAccuracy => false;

    public double Of(in JudgedList list, int k)
    {
        int genres = list.Facts.GenreCount;
        Span<double> liked = list.Scratch[..genres], shown = list.Scratch.Slice(genres, genres);
        if (!Distribute(list.Facts.LikedBy(list.User), list.Facts, liked) || !Distribute(list.Head(k), list.Facts, shown)) return double.NaN;
        double divergence = 0;
        for (int g = 0; g < genres; g++)
        {
            if (liked[g] > 0) divergence += liked[g] * Math.Log(liked[g] / ((1 - Alpha) * shown[g] + Alpha * liked[g]));
        }
        return divergence;
    }

    /// <summary>The items' share of each genre; false where none has a known genre.</summary>
    private static bool Distribute(ReadOnlySpan<int> items, RunFacts facts, Span<double> shares)
    {
        shares.Clear();
        int known = 0;
        foreach (int item in items)
        {
            ReadOnlySpan<int> genres = facts.GenresOf(item);
            if (genres.IsEmpty) continue;
            known++;
            double share = 1.0 / genres.Length;
            foreach (int genre in genres) shares[genre] += share;
        }
        for (int g = 0; g < shares.Length && known > 0; g++) shares[g] /= known;
        return known > 0;
    }
}
