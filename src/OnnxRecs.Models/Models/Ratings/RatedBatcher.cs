using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Ratings;

/// <summary>Every training event, liked or not, once in an epoch: user [B]; items, values, whether liked and whether the item's own vector counts, all [B, 1].</summary>
internal sealed class RatedBatcher(PreparedData data, RatedOptions options, ulong seed) : IBatcher
{
    /// <summary>float [B, 1]: the ratings.</summary>
    public const string Values = "values";

    /// <summary>float [B, 1]: 1 where the rating reaches the relevance threshold, else 0.</summary>
    public const string Liked = "liked";

    /// <summary>float [B, 1]: 0 where the item is to be told by its features alone, else 1.</summary>
    public const string Kept = "kept";

    private readonly Interactions _events = data.Split.Train;

    public int BatchesPerEpoch => Shuffled.BatchCount(_events.Count, options.BatchSize);

    public IEnumerable<Batch> Epoch(int epoch)
    {
        var rng = new Rng(seed, stream: 1, (ulong)epoch);
        foreach (ArraySegment<int> events in Shuffled.Batches(_events.Count, options.BatchSize, rng))
        {
            int count = events.Count;
            long[] users = new long[count], items = new long[count];
            float[] values = new float[count], liked = new float[count], kept = new float[count];
            for (int row = 0; row < count; row++)
            {
                int at = events[row];
                users[row] = rng.NextDouble() < options.UnknownUserRate ? data.UserCount : _events.Users[at];
                items[row] = _events.Items[at];
                values[row] = _events.Values[at];
                liked[row] = values[row] >= data.Relevance ? 1 : 0;
                kept[row] = rng.NextDouble() < options.UnratedItemRate ? 0 : 1;
            }
            yield return new Batch(count, new Dictionary<string, BatchColumn>
            {
                [FeedNames.User] = new(users, count),
                [FeedNames.Items] = new(items, count, 1),
                [Values] = new(values, count, 1),
                [Liked] = new(liked, count, 1),
                [Kept] = new(kept, count, 1),
            });
        }
    }
}
