using System.Globalization;
using OnnxRecs.Numerics;

namespace OnnxRecs.Data.Splitters;

/// <summary>One of k splits whose test parts are disjoint and together all events: cross-validation. Only for comparison with figures that were measured so: it leaks the future as <see cref="RandomSplitter"/> does.</summary>
public static class KFoldSplitter
{
    private const int MaxFolds = 100;

    /// <summary>Each event goes to exactly one part; the same seed gives the same folds. O(n).</summary>
    /// <param name="events">All events.</param>
    /// <param name="fold">Which one is the test, 1 .. <paramref name="folds"/>.</param>
    /// <param name="folds">How many there are, at least 2; their sizes differ by 1 at most.</param>
    /// <param name="validationFraction">Share of the other folds' events that is for validation.</param>
    /// <param name="seed">Of the order in which events go to folds.</param>
    public static Split Split(Interactions events, int fold, int folds, double validationFraction, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(folds, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(fold, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(fold, folds);
        ArgumentOutOfRangeException.ThrowIfNegative(validationFraction);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(validationFraction, 1);
        int[] order = [.. Enumerable.Range(0, events.Count)];
        new Rng(seed, stream: SplitterCatalog.Stream).Shuffle(order.AsSpan());
        int[] rest = [.. order.Where((_, at) => at % folds != fold - 1)];
        var parts = new Part[events.Count];
        for (int at = fold - 1; at < order.Length; at += folds) parts[order[at]] = Part.Test;
        foreach (int held in rest.AsSpan(0, (int)Math.Round(rest.Length * validationFraction))) parts[held] = Part.Validation;
        return parts.ToSplit(events, $"fold {fold} of {folds}", RandomSplitter.Warning);
    }

    /// <summary>Reads "2/5": the second of five.</summary>
    public static bool TryParse(string text, out int fold, out int folds)
    {
        folds = 0;
        string[] numbers = text.Split('/');
        return int.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out fold) && numbers.Length == 2
            && int.TryParse(numbers[1], NumberStyles.None, CultureInfo.InvariantCulture, out folds) && folds is >= 2 and <= MaxFolds && fold >= 1 && fold <= folds;
    }
}
