namespace OnnxRecs.Rank.Rerank.Terms;

/// <summary>Cosines that several terms ask for, worked out once. For one list at a time; not thread-safe.</summary>
public sealed class SharedRows
{
    private readonly Dictionary<ItemCosines, CosineRow> _rows = [];

    /// <summary>The same one for all who ask with the same vectors.</summary>
    public CosineRow Of(ItemCosines cosines)
    {
        if (!_rows.TryGetValue(cosines, out CosineRow? row)) _rows.Add(cosines, row = new CosineRow(cosines));
        return row;
    }
}

/// <summary>The cosines of the item that was chosen last to all candidates.</summary>
public sealed class CosineRow(ItemCosines cosines)
{
    private int[] _items = [];
    private float[] _row = [];
    private int _count, _place;

    /// <summary>Begins a list.</summary>
    /// <exception cref="ArgumentException">An item has no vector.</exception>
    public void Start(ReadOnlySpan<int> items)
    {
        cosines.Check(items);
        (_count, _place) = (items.Length, -1);
        items.CopyTo(Room.For(ref _items, _count));
        Room.For(ref _row, _count);
    }

    /// <summary>One for each place. O(n Dim) where it is another place than before.</summary>
    public ReadOnlySpan<float> To(int place)
    {
        for (int i = 0; _place != place && i < _count; i++) _row[i] = cosines.Of(_items[place], _items[i]);
        _place = place;
        return _row.AsSpan(0, _count);
    }
}
