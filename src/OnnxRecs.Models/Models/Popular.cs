using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary><see cref="Popular"/> has no settings.</summary>
public sealed record PopularOptions;

/// <summary>Most popular: the score of an item is how often it was liked in training. The baseline that everything else must beat.</summary>
public sealed class Popular : RankerModel
{
    private readonly Weight _counts; // [N]

    public Popular(PreparedData data, WeightSet weights)
        : base(weights, new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount))
    {
        _counts = weights.Fixed("counts", Array.ConvertAll(data.TrainPositives.CountsOfItems(), count => (float)count), data.ItemCount);
    }

    public override T Run<T>(IOps<T> ops, Tensors<T> inputs) => ops.Lookup(_counts, inputs[FeedNames.Items]); // [B, N]
}
