using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Sequence;

/// <summary>The last liked items before each liked item, and that item with those after it as targets: history [B, L], length [B], and the columns of the loss.</summary>
internal sealed class LastItemsBatcher : IBatcher
{
    private readonly Interactions _positives;
    private readonly LastItemsOptions _options;
    private readonly ulong _seed;
    private readonly int[] _events; // those with another before them
    private readonly TargetColumns _targets;

    public LastItemsBatcher(PreparedData data, LastItemsOptions options, ulong seed)
    {
        (_positives, _options, _seed) = (data.TrainPositives, options, seed);
        _events = [.. Enumerable.Range(1, Math.Max(0, _positives.Count - 1)).Where(i => _positives.Users[i] == _positives.Users[i - 1])];
        _targets = new TargetColumns(data, options);
    }

    public int BatchesPerEpoch => Shuffled.BatchCount(_events.Length, _options.BatchSize);

    public IEnumerable<Batch> Epoch(int epoch)
    {
        var rng = new Rng(_seed, stream: 1, (ulong)epoch);
        foreach (ArraySegment<int> chosen in Shuffled.Batches(_events.Length, _options.BatchSize, rng))
        {
            int width = _options.MaxLength;
            long[] history = new long[chosen.Count * width];
            Array.Fill(history, _positives.ItemCount);
            long[] lengths = new long[chosen.Count];
            int[] users = new int[chosen.Count];
            var sequences = new List<int>(chosen.Count * _options.Ahead);
            var positions = new List<long>(chosen.Count * _options.Ahead);
            var targets = new List<long>(chosen.Count * _options.Ahead);
            for (int row = 0; row < chosen.Count; row++)
            {
                int at = _events[chosen[row]];
                users[row] = _positives.Users[at];
                int from = Math.Max(_positives.EventsOf(users[row]).Start.Value, at - width);
                for (int i = from; i < at; i++) history[row * width + i - from] = _positives.Items[i];
                lengths[row] = at - from;
                for (int i = 0; i < TargetsFrom(at); i++)
                {
                    sequences.Add(row);
                    positions.Add(row);
                    targets.Add(_positives.Items[at + i]);
                }
            }
            var columns = new Dictionary<string, BatchColumn>
            {
                [FeedNames.History] = new(history, chosen.Count, width),
                [FeedNames.Length] = new(lengths, chosen.Count),
            };
            _targets.AddTo(columns, users, sequences, positions, targets, rng);
            yield return new Batch(chosen.Count, columns);
        }
    }

    private int TargetsFrom(int at) => Math.Min(_options.Ahead, _positives.EventsOf(_positives.Users[at]).End.Value - at);
}
