using System.Buffers;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank;

/// <summary>Gives the items of a list new scores from an exported model and sorts them: equal scores by the lower index.</summary>
/// <remarks>The list keeps its length. Thread-safe; the model is shared and not disposed.</remarks>
public sealed class ModelRanker : IStage
{
    private readonly IModelRunner _model;
    private readonly FeedBuilder _feeds;

    /// <param name="model">Inputs: items, and among user, history and length; output [B, N].</param>
    /// <param name="name">The stage's name.</param>
    /// <exception cref="ArgumentException">The model takes no items or unknown inputs, or gives something else than [B, N].</exception>
    public ModelRanker(IModelRunner model, string name = "ranker")
    {
        _feeds = new FeedBuilder(model.Inputs);
        bool takesItems = false;
        foreach (TensorInfo input in model.Inputs) takesItems |= input.Name == FeedNames.Items;
        if (!takesItems || model.Output.Dims.Length != 2)
        {
            throw new ArgumentException($"A ranker scores items [B, N]; this model gives [{string.Join(", ", model.Output.Dims)}].", nameof(model));
        }
        _model = model;
        Name = name;
    }

    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The model gives NaN.</exception>
    public ScoredItems Apply(Query query, ScoredItems items) => Apply([query], [items])[0];

    /// <summary>Many queries in one run of the model, each with its own list. The lists may differ in length; long beside short ones waste work.</summary>
    /// <exception cref="ArgumentException">There is not one list for each query, or the model refuses an index.</exception>
    /// <exception cref="InvalidDataException">The model gives NaN.</exception>
    public ScoredItems[] Apply(IReadOnlyList<Query> queries, IReadOnlyList<ScoredItems> lists)
    {
        if (queries.Count != lists.Count) throw new ArgumentException($"{queries.Count} queries have {lists.Count} lists.", nameof(lists));
        if (queries.Count == 0) return [];
        int[][] items = new int[lists.Count][];
        int longest = 0;
        for (int row = 0; row < items.Length; row++)
        {
            items[row] = [.. lists[row].Items];
            longest = Math.Max(longest, items[row].Length);
        }
        var ranked = new ScoredItems[items.Length];
        int size = checked(items.Length * longest);
        float[] output = ArrayPool<float>.Shared.Rent(size);                    // [B, N]
        try
        {
            // Where all lists are empty there is nothing to ask the model.
            if (longest > 0) Run(queries, items, output.AsMemory(0, size), longest);
            for (int row = 0; row < ranked.Length; row++)
            {
                // Behind a list's own length stand the scores of its padding.
                float[] scores = output.AsSpan(row * longest, items[row].Length).ToArray();
                int nan = Array.FindIndex(scores, float.IsNaN);
                if (nan >= 0) throw new InvalidDataException($"The model of stage '{Name}' gives NaN for user {queries[row].User}, item {items[row][nan]}.");
                ScoreKey.Sort(items[row], scores);
                ranked[row] = new ScoredItems(items[row], scores);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(output);
        }
        return ranked;
    }

    private void Run(IReadOnlyList<Query> queries, int[][] items, Memory<float> output, int longest)
    {
        using FeedBatch batch = _feeds.Build(queries, items);
        _model.Run(batch.Feeds, output, [queries.Count, longest]);
    }
}
