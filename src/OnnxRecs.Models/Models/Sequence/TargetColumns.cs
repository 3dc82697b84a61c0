using OnnxRecs.Data;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models.Sequence;

/// <summary>The columns of a batch that <see cref="NextItemLoss"/> reads: what came next, and what it is held against.</summary>
internal sealed class TargetColumns
{
    private readonly SequenceOptions _options;
    private readonly NegativeSampler? _sampler; // of items that the user has not liked
    private readonly SoftmaxItems? _candidates;

    /// <param name="data">Whose liked training events are learned.</param>
    /// <param name="options">The loss.</param>
    public TargetColumns(PreparedData data, SequenceOptions options)
    {
        _options = options;
        if (options.ReadsCatalogue) return;
        if (options.Loss == "sampled") _candidates = new SoftmaxItems(data.TrainPositives, options.Negatives, options.NegativeBeta);
        else _sampler = new NegativeSampler(data.TrainPositives, options.NegativeBeta);
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
        if (_candidates is not null)
        {
            List<int> items = _candidates.Choose([.. targets.Select(target => (int)target)], rng, out long[] places, out float[] corrections);
            columns.Add(NextItemLoss.Targets, new BatchColumn(places, places.Length));
            columns.Add(NextItemLoss.Candidates, new BatchColumn(items.Select(item => (long)item).ToArray(), items.Count));
            columns.Add(NextItemLoss.Correction, new BatchColumn(corrections, items.Count));
            return;
        }
        columns.Add(NextItemLoss.Targets, new BatchColumn(targets.ToArray(), targets.Count));
        if (_sampler is null) return;
        int[] drawers = _options.Loss == "bce" ? [.. sequences.Select(sequence => users[sequence])] : users;
        long[] negatives = new long[drawers.Length * _options.Negatives];
        for (int i = 0; i < negatives.Length; i++) negatives[i] = _sampler.Next(drawers[i / _options.Negatives], rng);
        columns.Add(NextItemLoss.Negatives, new BatchColumn(negatives, drawers.Length, _options.Negatives));
    }
}
