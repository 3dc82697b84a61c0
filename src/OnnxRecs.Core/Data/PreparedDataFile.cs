using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using OnnxRecs.Artifacts;

namespace OnnxRecs.Data;

/// <summary>How <see cref="PreparedData"/> lies in a <see cref="BlockFile"/>.</summary>
internal static class PreparedDataFile
{
    /// <summary>Writes everything into one file, beside and renamed.</summary>
    public static void Save(PreparedData data, string path) => BlockFile.Write(path, BlocksOf(data));

    /// <summary>Reads what <see cref="PreparedData.Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or something else.</exception>
    public static PreparedData Load(string path)
    {
        BlockFile file = BlockFile.Read(path);
        try
        {
            string[] about = file.GetText("about");
            var users = new IdMap(file.GetText("users"));
            var items = new IdMap(file.GetText("items"));
            Interactions Part(string part) => Interactions.Create(
                file.Get<int>($"{part}.users"), file.Get<int>($"{part}.items"), file.Get<float>($"{part}.values"), file.Get<long>($"{part}.times"),
                users.Count, items.Count);
            var catalog = new ItemCatalog(file.GetText("titles"), file.Get<int>("years"), file.GetText("genre-names"), Lists(file, "genres"))
            {
                TagNames = file.GetText("tag-names"),
                Tags = Lists(file, "tags"),
            };
            if (file.Names.Contains("providers")) catalog = catalog with { ProviderNames = file.GetText("provider-names"), Providers = file.Get<int>("providers") };
            var people = new UserCatalog(file.Get<int>("ages"), file.GetText("genders"), file.GetText("occupations"));
            var facts = new DatasetFacts(about[0], about[1], (ValueKind)file.Get<int>("kind")[0], users, items, catalog, people) { Notes = file.GetText("notes"), Times = (TimeKind)file.Get<int>("times")[0] };
            var split = new Split(Part("train"), Part("validation"), Part("test"), about[2]) { FoldIn = Part("fold-in"), Notes = file.GetText("split-notes") };
            int[][]? negatives = file.Names.Contains("negatives") ? Lists(file, "negatives") : null;
            return new PreparedData(facts, split, file.Get<float>("relevance")[0], negatives);
        }
        catch (Exception error) when (error is ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{path} holds no consistent data set ({error.Message}). Delete it and run the data stage again.", error);
        }
    }

    /// <summary>SHA-256 over names, types, lengths and bytes of all blocks.</summary>
    public static string FingerprintOf(PreparedData data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach ((string name, Array values) in BlocksOf(data))
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{name}:{values.GetType().Name}:{values.Length}\n"));
            hash.AppendData(values switch
            {
                int[] ints => MemoryMarshal.AsBytes(ints.AsSpan()),
                long[] longs => MemoryMarshal.AsBytes(longs.AsSpan()),
                float[] floats => MemoryMarshal.AsBytes(floats.AsSpan()),
                _ => (byte[])values,
            });
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static IEnumerable<(string Name, Array Values)> BlocksOf(PreparedData data)
    {
        DatasetFacts facts = data.Facts;
        yield return ("about", BlockFile.Text([data.Name, data.Licence, data.Split.Name]));
        yield return ("notes", BlockFile.Text(facts.Notes));
        yield return ("split-notes", BlockFile.Text(data.Split.Notes));
        yield return ("kind", new[] { (int)facts.Kind });
        yield return ("times", new[] { (int)facts.Times });
        yield return ("relevance", new[] { data.Relevance });
        yield return ("users", BlockFile.Text(data.Users.Ids));
        yield return ("ages", facts.People.Ages);
        yield return ("genders", BlockFile.Text(facts.People.Genders));
        yield return ("occupations", BlockFile.Text(facts.People.Occupations));
        yield return ("items", BlockFile.Text(data.Items.Ids));
        yield return ("titles", BlockFile.Text(facts.Catalog.Titles));
        yield return ("years", facts.Catalog.Years);
        yield return ("genre-names", BlockFile.Text(facts.Catalog.GenreNames));
        yield return ("tag-names", BlockFile.Text(facts.Catalog.TagNames));
        // Most sets know no providers; their files stay as they were before there was such a column.
        if (facts.Catalog.ProviderNames.Length > 0)
        {
            yield return ("provider-names", BlockFile.Text(facts.Catalog.ProviderNames));
            yield return ("providers", facts.Catalog.Providers);
        }
        foreach ((string name, int[][]? lists) in new[] { ("genres", facts.Catalog.Genres), ("tags", facts.Catalog.Tags), ("negatives", data.Negatives) })
        {
            if (lists is null) continue;
            yield return (name, lists.SelectMany(list => list).ToArray());
            yield return (EndsOf(name), Ends(lists));
        }
        foreach ((string part, Interactions events) in data.Split.Parts)
        {
            yield return ($"{part}.users", events.Users);
            yield return ($"{part}.items", events.Items);
            yield return ($"{part}.values", events.Values);
            yield return ($"{part}.times", events.Times);
        }
    }

    private static string EndsOf(string lists) => $"{lists}.ends";

    private static int[] Ends(int[][] lists)
    {
        int end = 0;
        return Array.ConvertAll(lists, list => end += list.Length);
    }

    private static int[][] Lists(BlockFile file, string name)
    {
        int[] values = file.Get<int>(name);
        int[] ends = file.Get<int>(EndsOf(name));
        int[][] lists = new int[ends.Length][];
        for (int i = 0; i < lists.Length; i++) lists[i] = values[(i == 0 ? 0 : ends[i - 1])..ends[i]];
        return lists;
    }
}
