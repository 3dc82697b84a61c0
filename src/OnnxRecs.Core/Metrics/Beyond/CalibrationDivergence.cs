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
    public string Name => "calibration";

    public bool LowerIsBetter => true;

    public bool IsAccuracy => false;

    public double Of(in JudgedList list, int k)
    {
        int genres = list.Facts.GenreCount;
        Span<double> liked = list.Scratch[..genres], shown = list.Scratch.Slice(genres, genres);
        if (!GenreShares.Of(list.Facts.LikedBy(list.User), list.Facts.Genres, liked) || !GenreShares.Of(list.Head(k), list.Facts.Genres, shown)) return double.NaN;
        double divergence = 0;
        for (int g = 0; g < genres; g++) divergence += GenreShares.Divergence(liked[g], shown[g]);
        return divergence;
    }
}
