using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Metrics.Ratings;

/// <summary>What a model that predicts ratings says of every event that is sought.</summary>
public static class RatingPrediction
{
    private const int Block = 256;

    /// <summary>Predictions in the order of the sought part, moved into the range of the training values where they lie outside. Cost: one score for each event, and padding.</summary>
    /// <remarks>Every event counts, repeated items and users without any liked one included.</remarks>
    /// <param name="model">Gives "ratings" [B, N] for items [B, N].</param>
    /// <param name="data">Events, and what is known before them.</param>
    /// <param name="phase">Of whose sought events.</param>
    /// <param name="cancellation">Looked at before each block.</param>
    public static float[] Of(IModelRunner model, PreparedData data, Phase phase, CancellationToken cancellation = default)
    {
        Interactions sought = phase == Phase.Test ? data.Split.Test : data.Split.Validation;
        (float low, float high) = (data.Split.Train.Values.Min(), data.Split.Train.Values.Max());
        int[] users = [.. Enumerable.Range(0, data.UserCount).Where(user => !sought.HistoryOf(user).IsEmpty)];
        var feeds = new FeedBuilder(model.Inputs);
        float[] predicted = new float[sought.Count];
        for (int from = 0; from < users.Length; from += Block)
        {
            cancellation.ThrowIfCancellationRequested();
            int[] block = users[from..Math.Min(from + Block, users.Length)];
            int[][] items = Array.ConvertAll(block, user => sought.HistoryOf(user).ToArray());
            using FeedBatch batch = feeds.Build(Array.ConvertAll(block, user => data.QueryOf(user, phase, 1)), items);
            float[] ratings = new float[block.Length * batch.ListLength];
            model.Run(batch.Feeds, ratings, [block.Length, batch.ListLength], cancellation);
            for (int row = 0; row < block.Length; row++)
            {
                Span<float> target = predicted.AsSpan(sought.EventsOf(block[row]));
                for (int i = 0; i < target.Length; i++) target[i] = Math.Clamp(ratings[row * batch.ListLength + i], low, high);
            }
        }
        return predicted;
    }
}
