using OnnxRecs.Config;
using OnnxRecs.Data;

namespace OnnxRecs.Rank;

/// <summary>Turns the item ids of settings into dense indexes.</summary>
internal static class ItemIds
{
    /// <exception cref="InputException">An id is unknown; the message names its JSON path.</exception>
    public static IEnumerable<int> Require(string[] ids, string path, PreparedData data)
    {
        for (int i = 0; i < ids.Length; i++) yield return Require(ids[i], $"{path}[{i}]", data);
    }

    /// <exception cref="InputException">The id is unknown.</exception>
    public static int Require(string id, string path, PreparedData data)
    {
        int item = data.Items.IndexOf(id);
        return item >= 0 ? item : throw new InputException($"{path}: {data.Name} has no item \"{id}\"{Spelling.Hint(id, data.Items.Ids)}");
    }
}
