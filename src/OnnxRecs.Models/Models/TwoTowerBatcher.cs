using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Models;

/// <summary>Batches of <see cref="TwoTower"/>: users with the items they liked besides the target, and the items that the target is held against.</summary>
internal sealed class TwoTowerBatcher : IBatcher
{
    // Enough to find a film of a rare genre; whoever liked all of them gets another one.
    private const int MaxDraws = 100;
    private readonly PreparedData _data;
    private readonly Interactions _positives;
    private readonly TwoTowerOptions _options;
    private readonly ulong _seed;
    private readonly SoftmaxItems _shared;
    private readonly NegativeSampler _unliked;

    /// <exception cref="InputException">Hard negatives are asked for, and the data have no genres.</exception>
    public TwoTowerBatcher(PreparedData data, TwoTowerOptions options, ulong seed)
    {
        if (options.HardNegatives > 0 && Array.TrueForAll(data.Catalog.Genres, genres => genres.Length == 0))
        {
            throw new InputException(
                $"models.two-tower.hardNegatives asks for items with a genre in common with the target, and of no item of {data.Name} a genre is known; set it to 0, "
                + "or, of a table of your own, name the column in $.table.items.genres.");
        }
        (_data, _positives, _options, _seed) = (data, data.TrainPositives, options, seed);
        _shared = new SoftmaxItems(_positives, options.Negatives, options.NegativeBeta);
        _unliked = new NegativeSampler(_positives);
    }

    public int BatchesPerEpoch => Shuffled.BatchCount(_positives.Count, _options.BatchSize);

    public IEnumerable<Batch> Epoch(int epoch)
    {
        var rng = new Rng(_seed, stream: 1, (ulong)epoch);
        foreach (ArraySegment<int> events in Shuffled.Batches(_positives.Count, _options.BatchSize, rng))
        {
            int count = events.Count;
            var columns = new Dictionary<string, BatchColumn>();
            AddHistories(columns, events);
            long[] users = [.. events.Select(at => rng.NextDouble() < _options.UnknownUserRate ? _data.UserCount : (long)_positives.Users[at])];
            columns.Add(FeedNames.User, new BatchColumn(users, count));

            List<int> items = _shared.Choose([.. events.Select(at => _positives.Items[at])], rng, out long[] targets, out float[] corrections);
            columns.Add(TwoTower.Targets, new BatchColumn(targets, count));
            columns.Add(TwoTower.Correction, new BatchColumn(corrections, items.Count));
            columns.Add(TwoTower.Liked, new BatchColumn(MasksOf(events, items), count, items.Count));
            columns.Add(FeedNames.Items, new BatchColumn(items.Select(item => (long)item).ToArray(), items.Count));
            if (_options.HardNegatives > 0)
            {
                long[] hard = [.. events.SelectMany(at => Enumerable.Range(0, _options.HardNegatives).Select(_ => (long)DrawHard(at, rng)))];
                columns.Add(TwoTower.Hard, new BatchColumn(hard, hard.Length));
            }
            yield return new Batch(count, columns);
        }
    }

    /// <summary>History [B, L] and length [B].</summary>
    private void AddHistories(Dictionary<string, BatchColumn> columns, ArraySegment<int> events)
    {
        int width = _options.MaxLength;
        long[] histories = new long[events.Count * width], lengths = new long[events.Count];
        Array.Fill(histories, _data.ItemCount);
        for (int row = 0; row < events.Count; row++)
        {
            int at = events[row];
            (int first, int own) = _positives.EventsOf(_positives.Users[at]).GetOffsetAndLength(_positives.Count);
            bool before = _options.History == "before";
            Span<long> history = histories.AsSpan(row * width, width);
            int length = 0;
            for (int i = (before ? at : first + own) - 1; i >= first && length < width; i--)
            {
                // Among the others the target itself must not be read, also where it was liked more than once.
                if (before || _positives.Items[i] != _positives.Items[at]) history[length++] = _positives.Items[i];
            }
            history[..length].Reverse(); // the newest one is the last
            lengths[row] = length;
        }
        columns.Add(FeedNames.History, new BatchColumn(histories, events.Count, width));
        columns.Add(FeedNames.Length, new BatchColumn(lengths, events.Count));
    }

    /// <summary>[B, N]: a very negative number where the user likes an item that is not the target.</summary>
    private float[] MasksOf(ArraySegment<int> events, List<int> items)
    {
        var places = new Dictionary<int, int>(items.Select((item, place) => KeyValuePair.Create(item, place)));
        float[] masks = new float[events.Count * items.Count];
        for (int row = 0; row < events.Count; row++)
        {
            foreach (int item in _positives.HistoryOf(_positives.Users[events[row]]))
            {
                if (item != _positives.Items[events[row]] && places.TryGetValue(item, out int place)) masks[row * items.Count + place] = -1e9f;
            }
        }
        return masks;
    }

    /// <summary>An item that the user has not liked and that has a genre in common with the target.</summary>
    private int DrawHard(int at, Rng rng)
    {
        int[][] genres = _data.Catalog.Genres;
        int[] wanted = genres[_positives.Items[at]];
        int item = _unliked.Next(_positives.Users[at], rng);
        for (int draw = 1; draw < MaxDraws && wanted.Length > 0 && !genres[item].AsSpan().ContainsAny(wanted); draw++) item = _unliked.Next(_positives.Users[at], rng);
        return item;
    }
}
