using System.Security.Cryptography;
using System.Text;

namespace OnnxRecs.Data;

/// <summary>Outside ids on one side, 0 .. Count - 1 inside. Frozen; outside ids appear only at the edges of the program.</summary>
public sealed class IdMap
{
    private readonly Dictionary<string, int> _indexes;
    private readonly string[] _ids;
    private readonly Lazy<string> _fingerprint;

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
        _fingerprint = new Lazy<string>(HashOfIds);
    }

    public int Count => _ids.Length;

    /// <summary>SHA-256, in lower-case hexadecimal, over the ids in their order, each with a line feed: equal where every index means the same.</summary>
    public string Fingerprint => _fingerprint.Value;

    public IReadOnlyList<string> Ids => _ids;

    /// <summary>The outside id of an index.</summary>
    public string this[int index] => _ids[index];

    /// <summary>The index of an id, or -1.</summary>
    public int IndexOf(string id) => _indexes.GetValueOrDefault(id, -1);

    private string HashOfIds()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string id in _ids)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(id));
            hash.AppendData("\n"u8);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
