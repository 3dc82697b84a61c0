namespace OnnxRecs.Data.Reading;

/// <summary>Gathers which items have which labels: genres, or the words that people gave them.</summary>
internal sealed class LabelTable
{
    private readonly Dictionary<string, int> _codes = new(StringComparer.Ordinal);
    private readonly HashSet<long> _pairs = [];

    public void Add(int item, string label)
    {
        if (!_codes.TryGetValue(label, out int code)) _codes.Add(label, code = _codes.Count);
        _pairs.Add(((long)item << 32) | (uint)code);
    }

    /// <summary>The distinct labels in ordinal order, and for each item its indexes into them, ascending.</summary>
    public (string[] Names, int[][] Lists) Close(int itemCount)
    {
        string[] names = [.. _codes.Keys];
        Array.Sort(names, StringComparer.Ordinal);
        int[] indexOfCode = new int[names.Length];
        for (int index = 0; index < names.Length; index++) indexOfCode[_codes[names[index]]] = index;

        int[][] lists = new int[itemCount][];
        int[] counts = new int[itemCount];
        foreach (long pair in _pairs) counts[pair >> 32]++;
        for (int item = 0; item < itemCount; item++) lists[item] = counts[item] == 0 ? [] : new int[counts[item]];
        foreach (long pair in _pairs) lists[pair >> 32][--counts[pair >> 32]] = indexOfCode[(int)pair];
        foreach (int[] list in lists) Array.Sort(list);
        return (names, lists);
    }
}
