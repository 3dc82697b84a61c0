namespace OnnxRecs.Pipeline;

/// <summary>Turns queries into the inputs that a graph asks for. Thread-safe.</summary>
/// <remarks>
/// B is the number of queries. L is that of the longest history among them, at least 1 and at most what the range of "length" allows: of a
/// longer history the last items count. N is the length of the longest list of items; shorter ones are padded with item 0, whose scores mean nothing.
/// </remarks>
public sealed class FeedBuilder
{
    private readonly TensorInfo[] _inputs;
    private readonly int _historyLength = int.MaxValue;

    /// <param name="inputs">A graph's inputs; their names are among <see cref="FeedNames"/>.</param>
    /// <exception cref="ArgumentException">An input is unknown, or the range of "user", "history" or "length", which tells how to pad and cut, is not given.</exception>
    public FeedBuilder(IReadOnlyList<TensorInfo> inputs)
    {
        _inputs = [.. inputs];
        foreach (TensorInfo input in _inputs)
        {
            bool ranged = input.Name is FeedNames.User or FeedNames.History or FeedNames.Length;
            if (!ranged && input.Name is not FeedNames.Items)
            {
                throw new ArgumentException($"Input '{input.Name}' is unknown; known are user, history, length and items.", nameof(inputs));
            }
            if (ranged && input.Below is null) throw new ArgumentException($"Input '{input.Name}' does not say what its values lie below.", nameof(inputs));
            if (input.Name == FeedNames.Length) _historyLength = checked((int)input.Below!.Value) - 1;
        }
    }

    /// <summary>The feeds in rented arrays: dispose them when the run is over. Cost O(B (L + N)).</summary>
    /// <param name="queries">At least one.</param>
    /// <param name="items">The items to be scored, one list for each query; only read when the graph asks for items.</param>
    /// <exception cref="ArgumentException">No queries, or not one list for each.</exception>
    public FeedBatch Build(IReadOnlyList<Query> queries, IReadOnlyList<int[]>? items = null)
    {
        if (queries.Count == 0) throw new ArgumentException("There is no query.", nameof(queries));
        int longestHistory = 1, longestList = 0;
        foreach (Query query in queries) longestHistory = Math.Max(longestHistory, Math.Min(query.History.Length, _historyLength));
        foreach (int[] list in items ?? []) longestList = Math.Max(longestList, list.Length);

        var batch = new FeedBatch(queries.Count, longestList, _inputs.Length);
        for (int i = 0; i < _inputs.Length; i++)
        {
            TensorInfo input = _inputs[i];
            switch (input.Name)
            {
                case FeedNames.User:
                    FillUsers(queries, batch.Add(i, input.Name, [queries.Count]), input.Below!.Value - 1);
                    break;
                case FeedNames.History:
                    FillHistories(queries, batch.Add(i, input.Name, [queries.Count, longestHistory]), longestHistory, input.Below!.Value - 1);
                    break;
                case FeedNames.Length:
                    Span<long> lengths = batch.Add(i, input.Name, [queries.Count]);
                    for (int row = 0; row < queries.Count; row++) lengths[row] = Math.Min(queries[row].History.Length, longestHistory);
                    break;
                default:
                    if (items?.Count != queries.Count)
                    {
                        batch.Dispose();
                        throw new ArgumentException($"{queries.Count} queries need as many lists of items, not {items?.Count ?? 0}.", nameof(items));
                    }
                    FillItems(items, batch.Add(i, input.Name, [queries.Count, longestList]), longestList);
                    break;
            }
        }
        return batch;
    }

    private static void FillUsers(IReadOnlyList<Query> queries, Span<long> users, long unknown)
    {
        for (int row = 0; row < users.Length; row++) users[row] = queries[row].User == Query.UnknownUser ? unknown : queries[row].User;
    }

    private static void FillHistories(IReadOnlyList<Query> queries, Span<long> histories, int length, long padding)
    {
        histories.Fill(padding);
        for (int row = 0; row < queries.Count; row++)
        {
            int[] history = queries[row].History;
            int count = Math.Min(history.Length, length);
            Span<long> target = histories.Slice(row * length, count);
            for (int i = 0; i < count; i++) target[i] = history[history.Length - count + i];
        }
    }

    private static void FillItems(IReadOnlyList<int[]> items, Span<long> values, int length)
    {
        values.Clear();
        for (int row = 0; row < items.Count; row++)
        {
            int[] list = items[row];
            Span<long> target = values.Slice(row * length, list.Length);
            for (int i = 0; i < list.Length; i++) target[i] = list[i];
        }
    }
}
