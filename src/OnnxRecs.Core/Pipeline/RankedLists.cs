using OnnxRecs.Artifacts;

namespace OnnxRecs.Pipeline;

/// <summary>Lists of many users under one name, as stages hand them on in files.</summary>
/// <param name="Users">Dense user indexes.</param>
/// <param name="Lists">One for each user.</param>
public sealed record RankedLists(int[] Users, ScoredItems[] Lists)
{
    /// <summary>Its name in the artifacts of the candidates and rank stages.</summary>
    public const string FileName = "lists.bin";

    /// <summary>What the items came from, where there was more than one source.</summary>
    public Provenance? Provenance { get; init; }

    /// <summary>Writes several named sets of lists into one file.</summary>
    public static void Save(string path, IEnumerable<KeyValuePair<string, RankedLists>> sets) =>
        BlockFile.Write(path, sets.SelectMany<KeyValuePair<string, RankedLists>, (string, Array)>(set =>
        [
            ($"{set.Key}/users", set.Value.Users),
            ($"{set.Key}/counts", Array.ConvertAll(set.Value.Lists, list => list.Count)),
            ($"{set.Key}/items", set.Value.Lists.SelectMany(list => list.Items).ToArray()),
            ($"{set.Key}/scores", set.Value.Lists.SelectMany(list => list.Scores).ToArray()),
            .. set.Value.Provenance is { } provenance
                ? [($"{set.Key}/sources", BlockFile.Text(provenance.Sources)), ($"{set.Key}/given", provenance.Given.SelectMany(given => given).ToArray())]
                : Array.Empty<(string, Array)>(),
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
            byte[]? given = file.Names.Contains($"{name}/given") ? file.Get<byte>($"{name}/given") : null;
            if (users.Length != counts.Length || counts.Any(c => c < 0) || counts.Sum() != items.Length || items.Length != scores.Length || (given is not null && given.Length != items.Length))
                throw new InvalidDataException($"{path}: the lists of '{name}' do not add up. Delete it and run the stage again.");
            sets.Add(name, new RankedLists(users, [.. Parts(items, counts).Zip(Parts(scores, counts), (part, values) => new ScoredItems(part, values))])
            {
                Provenance = given is null ? null : new Provenance(file.GetText($"{name}/sources"), [.. Parts(given, counts)]),
            });
        }
        return sets;
    }

    private static IEnumerable<T[]> Parts<T>(T[] all, int[] counts)
    {
        int from = 0;
        foreach (int count in counts) yield return all[from..(from += count)];
    }
}
