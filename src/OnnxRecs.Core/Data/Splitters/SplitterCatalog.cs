using OnnxRecs.Config;

namespace OnnxRecs.Data.Splitters;

/// <summary>The table of splitters: a new one is its file and a line here.</summary>
public static class SplitterCatalog
{
    /// <summary>The stream of random numbers that is for splitting.</summary>
    internal const ulong Stream = 0x5317;

    private static readonly Dictionary<string, Func<Dataset, SplitOptions, ulong, Split>> Splitters = new(StringComparer.Ordinal)
    {
        ["temporal-user"] = (data, options, _) => TemporalUserSplitter.Split(data.Interactions, options.Validation, TestOf(options)),
        ["global-time"] = (data, options, _) => GlobalTimeSplitter.Split(data.Interactions, options.Validation, TestOf(options), data.Facts.Times),
        ["leave-one-out"] = (data, options, _) => LeaveOneOutSplitter.Split(data.Interactions, options.Validation > 0),
        ["user-holdout"] = (data, options, seed) => UserHoldoutSplitter.Split(data.Interactions, options.Validation, TestOf(options), options.FoldIn, seed),
        ["published"] = (data, options, _) => PublishedSplitter.Split(data.Interactions, PublishedOf(data, options), options.Validation),
        ["k-fold"] = (data, options, seed) => KFoldSplitter.TryParse(options.Fold, out int fold, out int folds)
            ? KFoldSplitter.Split(data.Interactions, fold, folds, options.Validation, seed)
            : throw new ArgumentException($"\"{options.Fold}\" is no fold.", nameof(options)),
        ["random"] = (data, options, seed) => RandomSplitter.Split(data.Interactions, options.Validation, TestOf(options), seed),
    };

    /// <summary>All names that <see cref="SplitOptions.Kind"/> may have.</summary>
    public static IReadOnlyCollection<string> Kinds => Splitters.Keys;

    /// <summary>Splits a data set and holds out newcomers.</summary>
    /// <exception cref="InputException">The data has no such published split, or cannot be split so.</exception>
    public static Split Split(Dataset data, SplitOptions options, ulong seed)
    {
        Split split = ColdStart.HoldOut(Splitters[options.Kind](data, options, seed), options.ColdStart);
        int unknown = data.Facts.Times == TimeKind.Moment && options.Kind is not ("random" or "k-fold") ? data.Interactions.Times.AsSpan().Count(0) : 0;
        if (unknown == 0) return split;
        string note = $"WARNING: when {unknown:N0} of {data.Interactions.Count:N0} events were is unknown; they count as each user's first ones, in the order of the file";
        return split with { Notes = [note, .. split.Notes] };
    }

    /// <summary>The published split that the settings name.</summary>
    /// <exception cref="InputException">There is none of that name, or several and none is named.</exception>
    public static PublishedSplit PublishedOf(Dataset data, SplitOptions options)
    {
        IReadOnlyList<PublishedSplit> splits = data.PublishedSplits;
        if (splits.Count == 0) throw new InputException($"$.split.kind: {data.Name} came without a published split; use \"temporal-user\" or another kind.");
        string names = string.Join(", ", splits.Select(split => split.Name));
        if (options.Fold.Length == 0)
            return splits.Count == 1 ? splits[0] : throw new InputException($"$.split.fold: {data.Name} came with several splits, name one of {names}.");
        return splits.FirstOrDefault(split => split.Name == options.Fold)
            ?? throw new InputException($"$.split.fold: {data.Name} has no split \"{options.Fold}\", only {names}{Spelling.Hint(options.Fold, splits.Select(split => split.Name))}");
    }

    private static double TestOf(SplitOptions options) => Math.Round(1 - options.Train - options.Validation, 9);
}
