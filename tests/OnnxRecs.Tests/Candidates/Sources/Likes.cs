using OnnxRecs.Data;

namespace OnnxRecs.Tests.Candidates.Sources;

/// <summary>Small data sets in which only the training likes matter.</summary>
internal static class Likes
{
    /// <summary>Everything that is given was liked, unless its value is below 4.</summary>
    /// <param name="itemCount">How many items there are.</param>
    /// <param name="events">User, item, time.</param>
    /// <param name="genres">For each item the indexes of its genres, of which there are three; null: the data know none.</param>
    /// <param name="times">What the times are.</param>
    /// <param name="test">User and item of events in the test part.</param>
    /// <param name="disliked">User, item, time of training events below the threshold.</param>
    public static PreparedData Of(
        int itemCount, (int User, int Item, long Time)[] events, int[][]? genres = null, TimeKind times = TimeKind.Moment, (int User, int Item)[]? test = null, (int User, int Item, long Time)[]? disliked = null)
    {
        (int User, int Item, long Time)[] all = [.. events, .. disliked ?? []];
        (int User, int Item)[] later = test ?? [];
        int users = all.Select(e => e.User).Concat(later.Select(e => e.User)).Max() + 1;
        var train = Interactions.Create(
            Array.ConvertAll(all, e => e.User), Array.ConvertAll(all, e => e.Item), [.. all.Select((_, i) => i < events.Length ? 5f : 1f)], Array.ConvertAll(all, e => e.Time), users, itemCount);
        var sought = Interactions.Create(
            Array.ConvertAll(later, e => e.User), Array.ConvertAll(later, e => e.Item), Array.ConvertAll(later, _ => 5f), Array.ConvertAll(later, _ => 1000L), users, itemCount);
        string[] ids = [.. Enumerable.Range(0, itemCount).Select(item => $"i{item}")];
        var catalog = new ItemCatalog(ids, new int[itemCount], genres is null ? [] : ["action", "comedy", "drama"], genres ?? [.. ids.Select(_ => Array.Empty<int>())]);
        var facts = new DatasetFacts("made", "none", ValueKind.Rating, new IdMap(Enumerable.Range(0, users).Select(user => $"u{user}")), new IdMap(ids), catalog) { Times = times };
        return new PreparedData(facts, new Split(train, train.Where(_ => false), sought, "by hand"), 4);
    }
}
