using System.ComponentModel.DataAnnotations;
using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Settings of <see cref="RatingBias"/>.</summary>
public sealed record RatingBiasOptions
{
    /// <summary>A user's bias is drawn to 0 as if it had so many more ratings that are just average.</summary>
    [Range(0.0, 1e6)]
    [TunedRange(1, 100, Log = true)]
    public double UserShrinkage { get; init; } = 15;

    /// <summary>The same for items.</summary>
    [Range(0.0, 1e6)]
    [TunedRange(1, 100, Log = true)]
    public double ItemShrinkage { get; init; } = 10;

    /// <summary>Rounds of setting the items' biases for given users' and the other way round.</summary>
    [Range(1, 1000)]
    public int Rounds { get; init; } = 10;
}

/// <summary>Predicts ratings as mean + user bias + item bias: the baseline of every model that predicts ratings.</summary>
/// <remarks>
/// Least squares with shrinkage, solved by turns. Source: Koren, "Factor in the Neighbors", TKDD 2010, 2.2, whose terms lambda * b^2 give the
/// shrinkage; defaults as in Surprise. Learns from all training events, liked or not. Cost O(events) a round. An unknown user has bias 0.
/// </remarks>
public sealed class RatingBias : RankerModel
{
    private readonly Weight _users; // [users + 1], with the mean in it
    private readonly Weight _items; // [items]

    public RatingBias(RatingBiasOptions options, PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.User, ["B"], data.UserCount + 1), new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        Interactions events = data.Split.Train;
        double mean = 0;
        foreach (float value in events.Values) mean += value / events.Count;
        double[] users = new double[data.UserCount + 1], items = new double[data.ItemCount];
        for (int round = 0; round < options.Rounds; round++)
        {
            Fit(items, events.Items, users, events.Users, events.Values, mean, options.ItemShrinkage);
            Fit(users, events.Users, items, events.Items, events.Values, mean, options.UserShrinkage);
        }
        _users = weights.Fixed("users", Array.ConvertAll(users, bias => (float)(mean + bias)), users.Length);
        _items = weights.Fixed("items", Array.ConvertAll(items, bias => (float)bias), items.Length);
    }

    public override TensorInfo Output { get; } = new(FeedNames.Ratings, ["B", "N"]);

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs) =>
        ops.Add(ops.Unsqueeze(ops.Lookup(_users, inputs[FeedNames.User]), 1), ops.Lookup(_items, inputs[FeedNames.Items])); // [B, 1] + [B, N]

    /// <summary>Sets each own bias to the shrunk mean of what the mean and the other's bias leave of its ratings.</summary>
    private static void Fit(double[] own, int[] ownIndexes, double[] others, int[] otherIndexes, float[] values, double mean, double shrinkage)
    {
        Array.Clear(own);
        int[] counts = new int[own.Length];
        for (int i = 0; i < values.Length; i++)
        {
            own[ownIndexes[i]] += values[i] - mean - others[otherIndexes[i]];
            counts[ownIndexes[i]]++;
        }
        for (int i = 0; i < own.Length; i++)
        {
            if (counts[i] > 0) own[i] /= shrinkage + counts[i];
        }
    }
}
