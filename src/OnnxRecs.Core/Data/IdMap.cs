namespace OnnxRecs.Data;

/// <summary>Outside ids on one side, 0 .. Count - 1 inside. Frozen; outside ids appear only at the edges of the program.</summary>
public sealed class IdMap
{
    private readonly Dictionary<string, int> _indexes;
    private readonly string[] _ids;

    /// <param name="ids">Index i gets id i.</param>
    /// <exception cref="ArgumentException">An id occurs twice.</exception>
    public IdMap(IEnumerable<string> ids)
    {
        _ids = [.. ids];
        _indexes = new Dictionary<string, int>(_ids.Length, StringComparer.Ordinal);
        for (int i = 0; i < _ids.Length; i++)
        {
            if (!_indexes.TryAdd(_ids[i], i)) throw new ArgumentException($"Id '{_ids[i]}' occurs twice (indexes {_indexes[_ids[i]]} and {i}).", nameof(ids));
        }
    }

    public int Count => _ids.Length;

    public IReadOnlyList<string> Ids => _ids;

    /// <summary>The outside id of an index.</summary>
    public string this[int index] => _ids[index];

    /// <summary>The index of an id, or -1.</summary>
    public int IndexOf(string id) => _indexes.GetValueOrDefault(id, -1);
}
