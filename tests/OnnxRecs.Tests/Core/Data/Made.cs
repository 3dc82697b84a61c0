using OnnxRecs.Data;

namespace OnnxRecs.Tests.Core.Data;

/// <summary>Data sets around made-up events: users u0, u1, ..., items i0, i1, ...</summary>
internal static class Made
{
    public static Dataset Dataset(Interactions events, params IReadOnlyList<PublishedSplit> splits) => Dataset(events, ValueKind.Rating, splits);

    public static Dataset Dataset(Interactions events, ValueKind kind, params IReadOnlyList<PublishedSplit> splits) => new(Facts(events, kind), events, splits);

    public static DatasetFacts Facts(Interactions events, ValueKind kind = ValueKind.Rating)
    {
        string[] items = [.. Enumerable.Range(0, events.ItemCount).Select(item => $"i{item}")];
        int[][] genres = [.. items.Select((_, item) => item % 2 == 0 ? new[] { 0, 1 } : [])];
        var catalog = new ItemCatalog(items, [.. items.Select((_, item) => 1990 + item)], ["Comedy", "Drama"], genres)
        {
            TagNames = ["slow"],
            Tags = [.. items.Select((_, item) => item == 0 ? new[] { 0 } : [])],
        };
        string[] users = [.. Enumerable.Range(0, events.UserCount).Select(user => $"u{user}")];
        var people = new UserCatalog([.. users.Select((_, user) => 20 + user)], [.. users.Select(_ => "F")], [.. users.Select((_, user) => $"job {user}")]);
        return new DatasetFacts("made", "none", kind, new IdMap(users), new IdMap(items), catalog, people);
    }
}
