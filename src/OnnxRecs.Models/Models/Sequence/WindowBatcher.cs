using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models.Sequence;

/// <summary>Windows of users' histories, of which every step predicts the next item: history [B, L], and the columns of the loss.</summary>
internal sealed class WindowBatcher : IBatcher
{
    private readonly Interactions _positives;
    private readonly StepwiseOptions _options;
    private readonly ulong _seed;
    private readonly List<(int From, int Length)> _windows = []; // into the columns of the positives; one item more than there are steps, or what a window is drawn of
    private readonly int[] _sizes;
    private readonly TargetColumns _targets;

    public WindowBatcher(PreparedData data, StepwiseOptions options, ulong seed)
    {
        (_positives, _options, _seed) = (data.TrainPositives, options, seed);
        for (int user = 0; user < _positives.UserCount; user++)
        {
            (int from, int count) = _positives.EventsOf(user).GetOffsetAndLength(_positives.Count);
            // From the end, so that the newest events fill whole windows; neighbouring windows share the item between them.
            for (int end = from + count; end - from >= 2; end -= options.MaxLength)
            {
                int start = options.Windows == "drawn" ? from : Math.Max(from, end - options.MaxLength - 1);
                _windows.Add((start, end - start));
                if (options.Windows != "all") break;
            }
        }
        _sizes = [.. _windows.Select(window => window.Length)];
        _targets = new TargetColumns(data, options);
    }

    public int BatchesPerEpoch => Shuffled.BatchCount(_windows.Count, _options.BatchSize);

    public IEnumerable<Batch> Epoch(int epoch)
    {
        var rng = new Rng(_seed, stream: 1, (ulong)epoch);
        foreach (ArraySegment<int> batch in BatchesOf(rng))
        {
            (int From, int Length)[] chosen = [.. batch.Select(w => Drawn(_windows[w], rng))];
            int length = chosen.Max(window => window.Length) - 1;
            long[] history = new long[chosen.Length * length];
            Array.Fill(history, _positives.ItemCount);
            int[] users = new int[chosen.Length];
            var sequences = new List<int>(history.Length);
            var positions = new List<long>(history.Length);
            var targets = new List<long>(history.Length);
            for (int row = 0; row < chosen.Length; row++)
            {
                (int from, int count) = chosen[row];
                users[row] = _positives.Users[from];
                for (int step = 0; step < count - 1; step++)
                {
                    history[row * length + step] = _positives.Items[from + step];
                    sequences.Add(row);
                    positions.Add(row * length + step);
                    targets.Add(_positives.Items[from + step + 1]);
                }
            }
            var columns = new Dictionary<string, BatchColumn> { [FeedNames.History] = new(history, chosen.Length, length) };
            _targets.AddTo(columns, users, sequences, positions, targets, rng);
            yield return new Batch(chosen.Length, columns);
        }
    }

    /// <summary>Of a history that is longer than a window, its newest part with probability 1/2, else any: an epoch costs no more, and all events are learnt from.</summary>
    private (int From, int Length) Drawn((int From, int Length) window, Rng rng)
    {
        int spare = window.Length - _options.MaxLength - 1;
        if (spare <= 0) return window;
        return (window.From + (rng.NextInt(2) == 0 ? spare : rng.NextInt(spare + 1)), _options.MaxLength + 1);
    }

    private ArraySegment<int>[] BatchesOf(Rng rng) => _options.Windows != "all"
        ? Shuffled.Batches(_sizes.Length, _options.BatchSize, rng)
        : Shuffled.BatchesOfLikeSize(_sizes, _options.BatchSize, rng);
}
