using FsCheck;
using FsCheck.Fluent;
using OnnxRecs.Data;
using OnnxRecs.Study.Analysis;

namespace OnnxRecs.Tests.Study;

/// <summary>Data sets small enough to be worked by hand.</summary>
internal static class SmallSets
{
    /// <summary>2001-02-03 00:00:00 UTC.</summary>
    public const long Day = 981_158_400;

    /// <summary>Anything from no events to twelve, of up to four users and five items, with and without times, genres, people and tags.</summary>
    public static Gen<Dataset> Any { get; } =
        from users in Gen.Choose(0, 4)
        from items in Gen.Choose(0, 5)
        from count in Gen.Choose(0, users * items == 0 ? 0 : 12)
        from user in Gen.ArrayOf(Gen.Choose(0, Math.Max(0, users - 1)), count)
        from item in Gen.ArrayOf(Gen.Choose(0, Math.Max(0, items - 1)), count)
        from value in Gen.ArrayOf(Gen.Elements(-1f, 0, 0.5f, 1, 2, 5, 1e6f), count)
        from time in Gen.ArrayOf(Gen.Elements(0L, 1, Day, Day + 1, 40 * Day, long.MaxValue), count)
        from kind in Gen.Elements(ValueKind.Rating, ValueKind.Count, ValueKind.Event)
        from known in Gen.Choose(0, 7)
        select Make(
            Interactions.Create(user, item, value, time, users, items),
            kind,
            (known & 1) == 0 ? null : index => index % 3 == 0 ? [] : [index % 2],
            (known & 2) == 0 ? null : new UserCatalog([.. Enumerable.Range(0, users).Select(u => 10 * u)], [.. Enumerable.Range(0, users).Select(u => u % 2 == 0 ? "F" : "")], [.. Enumerable.Range(0, users).Select(u => u == 1 ? "" : "writer")]),
            (known & 4) == 0 ? null : index => [index % 2]);

    /// <summary>A set of two genres and two tags, with names that markup has to escape.</summary>
    public static Dataset Make(Interactions events, ValueKind kind = ValueKind.Rating, Func<int, int[]>? genres = null, UserCatalog? people = null, Func<int, int[]>? tags = null)
    {
        int[] items = [.. Enumerable.Range(0, events.ItemCount)];
        var catalog = new ItemCatalog(
            [.. items.Select(item => $"<b>&\" {item}")], new int[items.Length], genres is null ? [] : ["Drama & <i>", "Comedy"], [.. items.Select(item => genres?.Invoke(item) ?? [])])
        {
            TagNames = tags is null ? [] : ["\u00e4lter", "<u>"],
            Tags = [.. items.Select(item => tags?.Invoke(item) ?? [])],
        };
        var users = new IdMap(Enumerable.Range(0, events.UserCount).Select(user => $"u{user}"));
        return new Dataset(new DatasetFacts("made<up>", "free & easy", kind, users, new IdMap(items.Select(item => $"i{item}")), catalog, people), events);
    }

    /// <summary>Events in the order given, one second apart from 1 on, all of value 1.</summary>
    public static Interactions Events(int users, int items, params (int User, int Item)[] pairs) => Interactions.Create(
        [.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], [.. pairs.Select(_ => 1f)], [.. pairs.Select((_, i) => i + 1L)], users, items);

    /// <summary>One user's events, one for each value, each with another item.</summary>
    public static Interactions Values(params float[] values) =>
        Interactions.Create(new int[values.Length], [.. Enumerable.Range(0, values.Length)], values, new long[values.Length], 1, values.Length);

    /// <summary>One user's events at the given times, each with the same item.</summary>
    public static Interactions Times(params long[] times) => Interactions.Create(new int[times.Length], new int[times.Length], new float[times.Length], times, 1, 1);

    public static EventCounts Counts(this Interactions events) => EventCounts.Of(events);
}
