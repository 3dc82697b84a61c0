using System.Buffers;
using System.Globalization;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank;

/// <summary>Scores the items of a list by an exported model; equal scores are ordered by the lower index.</summary>
/// <remarks>A user's history is encoded once for all of his items. Thread-safe; the model is shared and not disposed.</remarks>
public sealed class ModelRanker : IRanker
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
    public ScoredItems Apply(Query query, ScoredItems items) => Apply([query], [items])[0];

    /// <inheritdoc/>
    public ScoredItems[] Apply(IReadOnlyList<Query> queries, IReadOnlyList<ScoredItems> lists, CancellationToken cancel = default)
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
            if (longest > 0) Run(queries, items, output.AsMemory(0, size), longest, cancel);
            for (int row = 0; row < ranked.Length; row++)
            {
                // Behind a list's own length stand the scores of its padding.
                float[] scores = output.AsSpan(row * longest, items[row].Length).ToArray();
                int odd = Array.FindIndex(scores, score => !float.IsFinite(score));
                if (odd >= 0) throw new InvalidDataException($"The model of stage '{Name}' gives {scores[odd]} for user {queries[row].User}, item {items[row][odd]}.");
                ScoreKey.Sort(items[row], scores);
                ranked[row] = lists[row] with { Items = items[row], Scores = scores };
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(output);
        }
        return ranked;
    }

    /// <summary>What the model says of items besides their scores, such as the gate and the strength of one that predicts ratings; by output, for each item.</summary>
    public IReadOnlyDictionary<string, double[]>[] FurtherOutputs(Query query, int[] items, CancellationToken cancel = default)
    {
        var values = new Dictionary<string, double[]>[items.Length];
        for (int i = 0; i < values.Length; i++) values[i] = new Dictionary<string, double[]>(StringComparer.Ordinal);
        TensorInfo[] outputs = [.. _model.Outputs.Skip(1).Where(output => output.Dims is ["B", "N", ..])];
        if (outputs.Length == 0 || items.Length == 0) return values;
        int[] widths = Array.ConvertAll(outputs, output => output.Dims.Skip(2).Aggregate(1, (width, dim) => width * int.Parse(dim, CultureInfo.InvariantCulture)));
        var fetches = new Fetch[outputs.Length];
        for (int o = 0; o < fetches.Length; o++)
        {
            long[] dims = [1, items.Length, .. outputs[o].Dims.Skip(2).Select(dim => long.Parse(dim, CultureInfo.InvariantCulture))];
            fetches[o] = new Fetch(outputs[o].Name, new float[items.Length * widths[o]], dims);
        }
        using FeedBatch batch = _feeds.Build([query], [items]);
        _model.Run(batch.Feeds, fetches, cancel);
        for (int o = 0; o < fetches.Length; o++)
        {
            for (int i = 0; i < items.Length; i++) values[i].Add(outputs[o].Name, [.. fetches[o].Values.Span.Slice(i * widths[o], widths[o]).ToArray().Select(value => (double)value)]);
        }
        return values;
    }

    private void Run(IReadOnlyList<Query> queries, int[][] items, Memory<float> output, int longest, CancellationToken cancel)
    {
        using FeedBatch batch = _feeds.Build(queries, items);
        _model.Run(batch.Feeds, output, [queries.Count, longest], cancel);
    }
}
