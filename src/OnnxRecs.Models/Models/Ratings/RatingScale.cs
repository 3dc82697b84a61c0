using OnnxRecs.Data;
using OnnxRecs.Ops;

namespace OnnxRecs.Models.Ratings;

/// <summary>What the training ratings are like.</summary>
/// <param name="Low">The lowest of them.</param>
/// <param name="High">The highest.</param>
/// <param name="Mean">Their mean, above the lowest and below the highest.</param>
/// <param name="LikedShare">How many of them reach the relevance threshold, drawn a little to one half so that it is above 0 and below 1.</param>
internal sealed record RatingScale(float Low, float High, double Mean, double LikedShare)
{
    /// <exception cref="InputException">All values are the same: there are no ratings to learn.</exception>
    public static RatingScale Of(PreparedData data)
    {
        float[] values = data.Split.Train.Values;
        if (values.Length == 0 || values.Min() == values.Max())
            throw new InputException($"A model of ratings needs ratings that differ, and all {values.Length} training values of {data.Name} are the same: leave it out of $.models, or use a data set with ratings.");
        return new RatingScale(values.Min(), values.Max(), values.Average(value => (double)value), (values.Count(value => value >= data.Relevance) + 1.0) / (values.Length + 2.0));
    }

    /// <summary>The logit of the mean within the scale: where a sigmoid over the scale begins.</summary>
    public float MeanLogit => (float)Math.Log((Mean - Low) / (High - Mean));

    public float LikedLogit => (float)Math.Log(LikedShare / (1 - LikedShare));

    /// <summary>Logits to ratings within the scale.</summary>
    public T Ratings<T>(IOps<T> ops, T logits) => ops.Add(ops.Mul(ops.Sigmoid(logits), ops.Scalar(High - Low)), ops.Scalar(Low));
}
