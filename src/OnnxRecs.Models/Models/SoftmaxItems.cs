using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models;

/// <summary>The items of a sampled softmax: the distinct targets of a batch and drawn ones, and what makes up for how often an item is among them.</summary>
/// <remarks>
/// The correction is minus the logarithm of the chance to be among them (Yi et al., RecSys 2019), so popular items are not scored too low; with distinct
/// items there are no accidental hits. Drawn items besides the targets are mixed negative sampling (Yang et al., WWW 2020 companion): items that are
/// hardly ever a target are held against the users, too.
/// </remarks>
internal sealed class SoftmaxItems
{
    private readonly int _draws;
    private readonly AliasTable? _drawn;
    private readonly double[] _shares, _chances; // of an item among targets and in a draw

    /// <param name="positives">What targets are taken from.</param>
    /// <param name="draws">How often an item is drawn for a batch.</param>
    /// <param name="beta">It is drawn with probability proportional to (popularity + 1)^beta.</param>
    public SoftmaxItems(Interactions positives, int draws, double beta)
    {
        int[] counts = positives.CountsOfItems();
        double[] weights = Array.ConvertAll(counts, count => Math.Pow(count + 1, beta));
        double all = weights.Sum();
        _draws = draws;
        if (draws > 0) _drawn = new AliasTable(weights);
        _shares = Array.ConvertAll(counts, count => (double)count / positives.Count);
        _chances = Array.ConvertAll(weights, weight => weight / all);
    }

    /// <summary>Draws the items of one batch.</summary>
    /// <param name="targets">Of the batch, with repeats.</param>
    /// <param name="rng">Draws.</param>
    /// <param name="places">For each target its place among the items.</param>
    /// <param name="corrections">For each item what is added to its logit.</param>
    public List<int> Choose(IReadOnlyList<int> targets, Rng rng, out long[] places, out float[] corrections)
    {
        var items = new List<int>();
        var placeOf = new Dictionary<int, int>();
        places = new long[targets.Count];
        for (int i = 0; i < targets.Count; i++) places[i] = PlaceOf(targets[i]);
        for (int i = 0; i < _draws; i++) PlaceOf(_drawn!.Next(rng));
        // An item is not among them when neither a target nor a draw hits it.
        corrections = [.. items.Select(item => (float)-Math.Log(1 - Math.Pow(1 - _shares[item], targets.Count) * Math.Pow(1 - _chances[item], _draws)))];
        return items;

        int PlaceOf(int item)
        {
            if (placeOf.TryGetValue(item, out int place)) return place;
            items.Add(item);
            return placeOf[item] = items.Count - 1;
        }
    }
}
