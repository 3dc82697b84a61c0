using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary><see cref="Popular"/> has no settings.</summary>
public sealed record PopularOptions;

/// <summary>Most popular: the score of an item is how many training users liked it. The baseline that everything else must beat.</summary>
public sealed class Popular : RankerModel
{
    private readonly Weight _counts; // [N]

    public Popular(PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        float[] counts = new float[data.ItemCount];
        foreach (int item in data.TrainPositives.Items) counts[item]++;
        _counts = weights.Fixed("counts", counts, data.ItemCount);
    }

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs) => ops.Lookup(_counts, inputs[FeedNames.Items]); // [B, N]
}
