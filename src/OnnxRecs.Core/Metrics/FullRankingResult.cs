namespace OnnxRecs.Metrics;

/// <summary>What <see cref="FullRanking"/> finds for some users; each array has one entry for each of them, in their order.</summary>
/// <param name="Lists">The best unseen items of the whole catalogue, best first.</param>
/// <param name="Auc">See <see cref="Metrics.Auc"/>; NaN: the user has no value.</param>
/// <param name="Ranks">Where each target stands among the unseen items, from 0 (see <see cref="Metrics.Auc.Of"/>); in the order of <see cref="Data.PreparedData.TargetsOf"/>.</param>
/// <param name="SampledLists">
/// The user's targets and sampled negatives in one list, best first; null where no negatives were given. A target that is also among the
/// negatives is one item, so it never competes with itself; a negative that the user has seen is masked as everywhere.
/// </param>
/// <param name="RatedLists">
/// The items that the user rates in the phase's part and has not seen before, liked or not, best score first; null where they were not asked for.
/// </param>
/// <param name="EventRanks">
/// For each liked event of the phase's part where its item stands among all items, seen or not, from 0; <see cref="int.MaxValue"/> where its score is negative
/// infinity. Null where they were not asked for.
/// </param>
public sealed record FullRankingResult(int[][] Lists, float[] Auc, int[][] Ranks, int[][]? SampledLists, int[][]? RatedLists, int[][]? EventRanks = null);
