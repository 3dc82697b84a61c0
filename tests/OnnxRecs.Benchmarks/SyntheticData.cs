using OnnxRecs.Data;
using OnnxRecs.Data.Splitters;
using OnnxRecs.Numerics;

namespace OnnxRecs.Benchmarks;

/// <summary>Data of MovieLens-1M's size and skew, without its taste: speed does not depend on what is liked, but on how much of it there is.</summary>
internal static class SyntheticData
{
    public const int UserCount = 6040;
    public const int ItemCount = 3706;
    private const int GenreCount = 18;
    private const int EventCount = 1_000_000;
    private const float Relevance = 4;

    private static readonly Lazy<PreparedData> Instance = new(Make);

    /// <summary>Made once, always the same.</summary>
    public static PreparedData Prepared => Instance.Value;

    /// <summary>Users who all have as many liked training events, of random items: nothing to pad.</summary>
    public static PreparedData FullSequences(int users, int length, int items)
    {
        var rng = new Rng(2);
        int count = users * length;
        int[] everybody = [.. Enumerable.Range(0, count).Select(i => i / length)];
        int[] drawn = [.. Enumerable.Range(0, count).Select(_ => rng.NextInt(items))];
        Interactions events = Interactions.Create(everybody, drawn, [.. Enumerable.Repeat(1f, count)], [.. Enumerable.Range(0, count).Select(i => (long)i)], users, items);
        string[] ids = [.. Enumerable.Range(0, items).Select(i => $"{i}")];
        var catalog = new ItemCatalog(ids, new int[items], [], [.. ids.Select(_ => Array.Empty<int>())]);
        var facts = new DatasetFacts("synthetic", "none", ValueKind.Event, new IdMap(Enumerable.Range(0, users).Select(u => $"{u}")), new IdMap(ids), catalog);
        Interactions none = events.Where(_ => false);
        return new PreparedData(facts, new Split(events, none, none, "all for training"), relevance: 1);
    }

    private static PreparedData Make()
    {
        var rng = new Rng(1);
        int[] users = new int[EventCount], items = new int[EventCount];
        float[] values = new float[EventCount];
        long[] times = new long[EventCount];
        for (int i = 0; i < EventCount; i++)
        {
            users[i] = rng.NextInt(UserCount);
            // The square favours low indexes: the first tenth of the items gets a third of the events.
            double place = rng.NextDouble();
            items[i] = (int)(place * place * ItemCount);
            values[i] = 1 + rng.NextInt(5);
            times[i] = i;
        }
        Interactions events = Interactions.Create(users, items, values, times, UserCount, ItemCount);
        string[] ids = [.. Enumerable.Range(0, ItemCount).Select(i => $"{i}")];
        var catalog = new ItemCatalog(ids, new int[ItemCount], [.. Enumerable.Range(0, GenreCount).Select(i => $"genre {i}")],
            [.. ids.Select((_, i) => new[] { i % (GenreCount - 1), GenreCount - 1 })]);
        var facts = new DatasetFacts("synthetic", "none", ValueKind.Rating, new IdMap(Enumerable.Range(0, UserCount).Select(u => $"{u}")), new IdMap(ids), catalog);
        return new PreparedData(facts, TemporalUserSplitter.Split(events), Relevance);
    }
}
