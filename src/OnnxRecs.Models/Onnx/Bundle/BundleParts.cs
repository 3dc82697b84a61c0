using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Onnx.Bundle;

/// <summary>An exported graph that goes into a bundle.</summary>
/// <param name="Model">The file's content.</param>
/// <param name="Inputs">Among those of <see cref="FeedNames"/>, with their ranges, as the manifest has them.</param>
/// <param name="Output">The output that is read.</param>
public sealed record BundlePart(ModelProto Model, IReadOnlyList<TensorInfo> Inputs, string Output);

/// <summary>What a bundle is made of.</summary>
/// <param name="Items">Outside ids of items.</param>
/// <param name="IdsAreNumbers">Whether ids go in and out as int64 rather than as strings.</param>
/// <param name="Counts">How often each item was liked in training.</param>
/// <param name="Vectors">Of the items: [I, D].</param>
/// <param name="User">From user, history and length to the user's vector [1, D]; null: that is the mean of the liked items' vectors.</param>
/// <param name="Ranker">From items, and what else it reads, to [1, N].</param>
/// <param name="Candidates">How many items are retrieved for the ranker.</param>
public sealed record BundleParts(IdMap Items, bool IdsAreNumbers, int[] Counts, VectorTable Vectors, BundlePart? User, BundlePart Ranker, int Candidates)
{
    /// <summary>Whether every id is a whole number in its usual spelling, so that it can be told from the number alone.</summary>
    public static bool AreNumbers(IdMap ids) => ids.Ids.All(id => long.TryParse(id, out long number) && $"{number}" == id);
}
