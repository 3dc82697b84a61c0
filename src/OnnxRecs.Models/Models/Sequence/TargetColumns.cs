using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models.Sequence;

/// <summary>The columns of a batch that <see cref="NextItemLoss"/> reads: what came next, and what it is held against.</summary>
internal sealed class TargetColumns
{
    private readonly SequenceOptions _options;
    private readonly NegativeSampler? _sampler; // of items that the user has not liked
    private readonly AliasTable? _drawn; // of any items
    private readonly float[]? _correction;

    /// <param name="data">Whose liked training events are learned.</param>
    /// <param name="options">The loss.</param>
    /// <param name="stepsPerBatch">How many targets a batch has, on average.</param>
    public TargetColumns(PreparedData data, SequenceOptions options, double stepsPerBatch)
    {
        _options = options;
        if (options.ReadsCatalogue) return;
        if (options.Loss != "sampled")
        {
            _sampler = new NegativeSampler(data.TrainPositives, options.NegativeBeta);
            return;
        }
        int[] counts = data.TrainPositives.CountsOfItems();
        double[] weights = Array.ConvertAll(counts, count => Math.Pow(count + 1, options.NegativeBeta));
        double all = weights.Sum();
        _drawn = new AliasTable(weights);
        // An item is no candidate when neither a target nor a draw hits it.
        _correction = [.. counts.Select((count, item) =>
            (float)-Math.Log(1 - Math.Pow(1 - (double)count / data.TrainPositives.Count, stepsPerBatch) * Math.Pow(1 - weights[item] / all, options.Negatives)))];
    }

    /// <param name="columns">Takes them.</param>
    /// <param name="users">Of each sequence.</param>
    /// <param name="sequences">The sequence of each step.</param>
    /// <param name="positions">Row of each step in the encoded sequences.</param>
    /// <param name="targets">The item after each step.</param>
    /// <param name="rng">Draws.</param>
    public void AddTo(Dictionary<string, BatchColumn> columns, int[] users, List<int> sequences, List<long> positions, List<long> targets, Rng rng)
    {
        columns.Add(NextItemLoss.Positions, new BatchColumn(positions.ToArray(), positions.Count));
        if (_options.Loss == "sampled")
        {
            AddCandidates(columns, targets, rng);
            return;
        }
        columns.Add(NextItemLoss.Targets, new BatchColumn(targets.ToArray(), targets.Count));
        if (_sampler is null) return;
        int[] drawers = _options.Loss == "bce" ? [.. sequences.Select(sequence => users[sequence])] : users;
        long[] negatives = new long[drawers.Length * _options.Negatives];
        for (int i = 0; i < negatives.Length; i++) negatives[i] = _sampler.Next(drawers[i / _options.Negatives], rng);
        columns.Add(NextItemLoss.Negatives, new BatchColumn(negatives, drawers.Length, _options.Negatives));
    }

    private void AddCandidates(Dictionary<string, BatchColumn> columns, List<long> targets, Rng rng)
    {
        var places = new Dictionary<long, long>();
        long PlaceOf(long item) => places.TryGetValue(item, out long place) ? place : places[item] = places.Count;
        long[] slots = [.. targets.Select(PlaceOf)];
        for (int i = 0; i < _options.Negatives; i++) PlaceOf(_drawn!.Next(rng));
        long[] candidates = [.. places.OrderBy(entry => entry.Value).Select(entry => entry.Key)];
        columns.Add(NextItemLoss.Targets, new BatchColumn(slots, slots.Length));
        columns.Add(NextItemLoss.Candidates, new BatchColumn(candidates, candidates.Length));
        columns.Add(NextItemLoss.Correction, new BatchColumn(Array.ConvertAll(candidates, item => _correction![item]), candidates.Length));
    }
}
