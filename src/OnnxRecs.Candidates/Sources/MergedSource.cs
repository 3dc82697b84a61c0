using OnnxRecs.Pipeline;

namespace OnnxRecs.Candidates.Sources;

/// <summary>One of the sources beside the index.</summary>
/// <param name="Name">As provenance calls it.</param>
/// <param name="Quota">How many items it brings that no source before it gave.</param>
public sealed record QuotaSource(string Name, int Quota, ICandidateSource Source);

/// <summary>A merged list.</summary>
/// <param name="List">Best first.</param>
/// <param name="Given">For each item which sources gave it, as in <see cref="Provenance.Given"/>.</param>
public sealed record SourcedItems(ScoredItems List, byte[] Given);

/// <summary>Several sources in one list: each brings its quota, the last one fills up what is left. Thread-safe where the sources are.</summary>
/// <remarks>
/// In their order, each source is asked for so many items that its quota of new ones is among them, and its list is gone through until the quota is
/// full. An item that several give counts for the first of them, but is noted for all whose lists have it. The filling source is asked for the whole count; what
/// of it finds no place is not in the list. So a list has min(count, unseen) items where the filling source alone gives as many.
/// Scores of different sources cannot be compared: first stand the items that the filling source gave, in its order, then the others as they were
/// found, and a score is 1 / place. So the head is what it would be without the others, who are there for the rankers to choose from. (By reciprocal
/// rank fusion the three sources that go by popularity would push the personal one aside.) A filling source that is alone keeps its own scores.
/// </remarks>
public sealed class MergedSource : ICandidateSource
{
    private readonly QuotaSource[] _others;
    private readonly ICandidateSource _fill;

    /// <param name="name">Of the filling source.</param>
    /// <param name="fill">Fills up.</param>
    /// <param name="others">Are asked first, in this order.</param>
    /// <exception cref="ArgumentException">There are too many for provenance, two have one name, or a quota is not above 0.</exception>
    public MergedSource(string name, ICandidateSource fill, params IReadOnlyList<QuotaSource> others)
    {
        foreach (QuotaSource other in others) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(other.Quota, nameof(others));
        _others = [.. others];
        _fill = fill;
        Names = [.. others.Select(other => other.Name), name];
        if (Names.Length > Provenance.MaxSources) throw new ArgumentException($"{Names.Length} sources are more than {Provenance.MaxSources}.", nameof(others));
        if (Names.Distinct(StringComparer.Ordinal).Count() < Names.Length) throw new ArgumentException($"Two sources have one name: {string.Join(", ", Names)}.", nameof(others));
    }

    /// <summary>Names of the sources, in the order in which they are asked: the bits of <see cref="SourcedItems.Given"/>.</summary>
    public string[] Names { get; }

    /// <inheritdoc/>
    public ScoredItems Find(Query query) => FindSourced([query])[0].List;

    /// <inheritdoc/>
    public ScoredItems[] Find(IReadOnlyList<Query> queries) => Array.ConvertAll(FindSourced(queries), merged => merged.List);

    /// <summary>One list for each query, with what its items came from.</summary>
    public SourcedItems[] FindSourced(IReadOnlyList<Query> queries)
    {
        ScoredItems[] filling = _fill.Find(queries);
        if (_others.Length == 0) return Array.ConvertAll(filling, list => new SourcedItems(list, [.. Enumerable.Repeat((byte)1, list.Count)]));
        Merging[] merging = [.. queries.Select(query => new Merging(query.Count))];
        for (int s = 0; s < _others.Length; s++)
        {
            int source = s;
            int[] full = Array.ConvertAll(merging, each => each.FullWith(_others[source].Quota));
            ScoredItems[] lists = _others[source].Source.Find([.. queries.Select((query, row) => query with { Count = full[row] })]);
            Parallel.For(0, lists.Length, row => merging[row].Take(lists[row].Items, source, full[row]));
        }
        var merged = new SourcedItems[filling.Length];
        Parallel.For(0, merged.Length, row => merged[row] = merging[row].FillUp(filling[row].Items, _others.Length));
        return merged;
    }

    /// <summary>The list of one query while it grows.</summary>
    /// <param name="wanted">How many items it may have.</param>
    private sealed class Merging(int wanted)
    {
        private readonly OrderedDictionary<int, byte> _found = new(wanted);

        /// <summary>How many items there will be when a quota is full.</summary>
        public int FullWith(int quota) => (int)Math.Min((long)_found.Count + quota, wanted);

        /// <summary>Takes items of a source's list until there are so many, and notes those that are there already.</summary>
        public void Take(int[] items, int source, int full)
        {
            foreach (int item in items)
            {
                if (_found.Count < full || _found.ContainsKey(item)) Add(item, source);
            }
        }

        /// <summary>Goes through the filling source's list to its end, and gives the merged one.</summary>
        public SourcedItems FillUp(int[] items, int source)
        {
            int[] order = new int[wanted];
            int count = 0;
            foreach (int item in items)
            {
                if (_found.Count == wanted && !_found.ContainsKey(item)) continue;
                Add(item, source);
                order[count++] = item;
            }
            foreach ((int item, byte given) in _found)
            {
                if ((given >> source & 1) == 0) order[count++] = item;
            }
            float[] scores = new float[count];
            for (int place = 0; place < count; place++) scores[place] = 1f / (place + 1);
            return new SourcedItems(new ScoredItems(order[..count], scores), Array.ConvertAll(order[..count], item => _found[item]));
        }

        private void Add(int item, int source) => _found[item] = (byte)(_found.GetValueOrDefault(item) | 1 << source);
    }
}
