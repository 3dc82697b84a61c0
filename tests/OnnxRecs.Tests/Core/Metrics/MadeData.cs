using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Core.Metrics;

/// <summary>Small data sets and judged lists for tests of metrics.</summary>
internal static class MadeData
{
    /// <summary>Users that met some items, in this order, and look for others; from 4 stars on they are liked.</summary>
    /// <param name="itemCount">How many items there are.</param>
    /// <param name="train">For each user the items of the training part.</param>
    /// <param name="test">For each user the test items; null: none.</param>
    /// <param name="stars">What each test item was rated; null: 5.</param>
    /// <param name="genres">For each item its genres, of which there are as many as the highest index says; null: none is known.</param>
    /// <param name="kind">What the values are.</param>
    /// <param name="trainStars">What each training item was rated; null: 5.</param>
    public static PreparedData Of(
        int itemCount, int[][] train, int[][]? test = null, float[][]? stars = null, int[][]? genres = null, ValueKind kind = ValueKind.Rating, float[][]? trainStars = null)
    {
        test ??= [.. train.Select(_ => Array.Empty<int>())];
        stars ??= [.. test.Select(items => Array.ConvertAll(items, _ => 5f))];
        genres ??= [.. Enumerable.Range(0, itemCount).Select(_ => Array.Empty<int>())];
        int genreCount = genres.SelectMany(each => each).DefaultIfEmpty(-1).Max() + 1;
        Interactions known = Events(train, trainStars ?? [.. train.Select(items => Array.ConvertAll(items, _ => 5f))], itemCount);
        var split = new Split(known, known.Where(_ => false), Events(test, stars, itemCount), "by hand");
        string[] ids = [.. Enumerable.Range(0, itemCount).Select(item => $"i{item}")];
        var catalog = new ItemCatalog(ids, new int[itemCount], [.. Enumerable.Range(0, genreCount).Select(genre => $"g{genre}")], genres);
        return new PreparedData(new DatasetFacts("made", "none", kind, new IdMap(train.Select((_, user) => $"u{user}")), new IdMap(ids), catalog), split, 4);
    }

    /// <summary>The value of one metric for one list of user 0.</summary>
    public static double Judge(IListMetric metric, int[] list, int[] targets, int k, RunFacts facts, double[]? gains = null, bool wholePool = false) =>
        Evaluator.Judge([list], gains is null ? new Targets([targets]) : new Targets([targets], [gains]), [0], facts, [new Measure(metric, k)], wholePool).Values[0][0];

    /// <summary>The value of a list in which 1 marks a hit, for a user with so many targets.</summary>
    public static double Judge(IListMetric metric, string hits, int k, int targets, bool wholePool = false)
    {
        const int Misses = 100;
        int found = 0;
        int[] list = [.. hits.Select((hit, rank) => hit == '1' ? found++ : Misses + rank)];
        return Judge(metric, list, [.. Enumerable.Range(0, targets)], k, new RunFacts(Of(2 * Misses, [[0]])), wholePool: wholePool);
    }

    public static VectorTable Vectors(int dim, params float[] values) => new(values, dim);

    private static Interactions Events(int[][] items, float[][] values, int itemCount) => Interactions.Create(
        [.. items.SelectMany((each, user) => each.Select(_ => user))],
        [.. items.SelectMany(each => each)],
        [.. values.SelectMany(each => each)],
        [.. items.SelectMany(each => each.Select((_, time) => (long)time))],
        items.Length,
        itemCount);
}
