using OnnxRecs.Artifacts;

namespace OnnxRecs.Pipeline;

/// <summary>Lists of many users under one name, as stages hand them on in files.</summary>
/// <param name="Users">Dense user indexes.</param>
/// <param name="Lists">One for each user.</param>
public sealed record RankedLists(int[] Users, ScoredItems[] Lists)
{
    /// <summary>Its name in the artifacts of the candidates and rank stages.</summary>
    public const string FileName = "lists.bin";

    /// <summary>Writes several named sets of lists into one file.</summary>
    public static void Save(string path, IEnumerable<KeyValuePair<string, RankedLists>> sets) =>
        BlockFile.Write(path, sets.SelectMany<KeyValuePair<string, RankedLists>, (string, Array)>(set =>
        [
            ($"{set.Key}/users", set.Value.Users),
            ($"{set.Key}/counts", Array.ConvertAll(set.Value.Lists, list => list.Count)),
            ($"{set.Key}/items", set.Value.Lists.SelectMany(list => list.Items).ToArray()),
            ($"{set.Key}/scores", set.Value.Lists.SelectMany(list => list.Scores).ToArray()),
        ]));

    /// <summary>Reads all sets, in the order in which they were written.</summary>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public static OrderedDictionary<string, RankedLists> Load(string path)
    {
        BlockFile file = BlockFile.Read(path);
        var sets = new OrderedDictionary<string, RankedLists>(StringComparer.Ordinal);
        foreach (string name in file.Names.Where(n => n.EndsWith("/users", StringComparison.Ordinal)).Select(n => n[..^"/users".Length]))
        {
            int[] counts = file.Get<int>($"{name}/counts");
            int[] items = file.Get<int>($"{name}/items");
            float[] scores = file.Get<float>($"{name}/scores");
            int[] users = file.Get<int>($"{name}/users");
            if (users.Length != counts.Length || counts.Any(c => c < 0) || counts.Sum() != items.Length || items.Length != scores.Length)
                throw new InvalidDataException($"{path}: the lists of '{name}' do not add up. Delete it and run the stage again.");
            int from = 0;
            sets.Add(name, new RankedLists(users, Array.ConvertAll(counts, count =>
            {
                var list = new ScoredItems(items[from..(from + count)], scores[from..(from + count)]);
                from += count;
                return list;
            })));
        }
        return sets;
    }
}
