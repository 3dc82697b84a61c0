using System.Runtime.CompilerServices;

namespace OnnxRecs.Data.Reading;

/// <summary>Gives outside ids codes in the order in which they are first met, and in the end indexes in an order that the rows' order has no part in.</summary>
internal abstract class IdColumn
{
    /// <summary>How many distinct ids there are.</summary>
    public abstract int Count { get; }

    /// <summary>The distinct ids in their own order, with the index that each code has among them.</summary>
    public abstract IdMap ToMap(out int[] indexOfCode);
}

/// <summary>Ids that are whole numbers; their order is the numbers'.</summary>
internal sealed class NumberIds : IdColumn
{
    private readonly Dictionary<long, int> _codes = [];
    private long _last = -1;
    private int _lastCode;

    public override int Count => _codes.Count;

    [MethodImpl(Hot.Code)]
    public int CodeOf(long id)
    {
        // Files often have a user's rows one after the other.
        if (id == _last) return _lastCode;
        if (!_codes.TryGetValue(id, out int code)) _codes.Add(id, code = _codes.Count);
        (_last, _lastCode) = (id, code);
        return code;
    }

    public override IdMap ToMap(out int[] indexOfCode)
    {
        long[] ids = [.. _codes.Keys];
        Array.Sort(ids);
        indexOfCode = new int[ids.Length];
        for (int index = 0; index < ids.Length; index++) indexOfCode[_codes[ids[index]]] = index;
        return new IdMap(Array.ConvertAll(ids, id => id.ToString()));
    }
}

/// <summary>Ids of any letters; their order is the letters' (ordinal).</summary>
internal sealed class TextIds : IdColumn
{
    private readonly Dictionary<byte[], int> _codes = new(ByteComparer.Instance);
    private readonly List<string> _ids = [];
    private byte[] _last = [];
    private int _lastCode = -1;

    public override int Count => _ids.Count;

    /// <param name="id">The bytes of the file.</param>
    /// <param name="rows">Turns them into text.</param>
    /// <param name="column">Their column.</param>
    [MethodImpl(Hot.Code)]
    public int CodeOf(ReadOnlySpan<byte> id, RowReader rows, string column)
    {
        if (_lastCode >= 0 && id.SequenceEqual(_last)) return _lastCode;
        Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> codes = _codes.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (!codes.TryGetValue(id, out byte[]? known, out int code))
        {
            string text = rows.Text(column, id);
            code = _ids.Count;
            known = id.ToArray();
            _codes.Add(known, code);
            _ids.Add(text);
        }
        (_last, _lastCode) = (known, code);
        return code;
    }

    public override IdMap ToMap(out int[] indexOfCode)
    {
        string[] ids = [.. _ids];
        int[] codes = [.. Enumerable.Range(0, ids.Length)];
        Array.Sort(ids, codes, StringComparer.Ordinal);
        indexOfCode = new int[ids.Length];
        for (int index = 0; index < codes.Length; index++) indexOfCode[codes[index]] = index;
        return new IdMap(ids);
    }

    private sealed class ByteComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly ByteComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
