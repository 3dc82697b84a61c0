using OnnxRecs.Data;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary><see cref="Popular"/> has no settings.</summary>
public sealed record PopularOptions;

/// <summary>Most popular: the score of an item is how many training users liked it. The baseline that everything else must beat.</summary>
public sealed class Popular : IModel, IGraph
{
    private readonly Weight _counts; // [N]

    public Popular(PreparedData data, WeightSet weights)
    {
        float[] counts = new float[data.ItemCount];
        foreach (int item in data.TrainPositives.Items) counts[item]++;
        _counts = weights.Fixed("counts", counts, data.ItemCount);
        Weights = weights.All;
        Inputs = [new TensorInfo(FeedNames.Items, ["B", "N"], data.ItemCount)];
    }

    public IReadOnlyList<Weight> Weights { get; }

    public IReadOnlyList<IGraph> Graphs => [this];

    public string Name => "model";

    public IReadOnlyList<TensorInfo> Inputs { get; }

    public TensorInfo Output { get; } = new("scores", ["B", "N"]);

    public T Run<T>(IOps<T> ops, Tensors<T> inputs) => ops.Lookup(_counts, inputs[FeedNames.Items]); // [B, N]
}
