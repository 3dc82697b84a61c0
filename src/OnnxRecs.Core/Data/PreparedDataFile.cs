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
            int[] genres = file.Get<int>("genres");
            int[] genreEnds = file.Get<int>("genre-ends");
            var catalog = new ItemCatalog(file.GetText("titles"), file.Get<int>("years"), file.GetText("genre-names"), new int[genreEnds.Length][]);
            for (int item = 0; item < genreEnds.Length; item++) catalog.Genres[item] = genres[(item == 0 ? 0 : genreEnds[item - 1])..genreEnds[item]];
            var split = new Split(Part("train"), Part("validation"), Part("test"), about[2]);
            return new PreparedData(about[0], about[1], users, items, catalog, split, file.Get<float>("relevance")[0]);
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
        ItemCatalog catalog = data.Catalog;
        int end = 0;
        yield return ("about", BlockFile.Text([data.Name, data.Licence, data.Split.Name]));
        yield return ("relevance", new[] { data.Relevance });
        yield return ("users", BlockFile.Text(data.Users.Ids));
        yield return ("items", BlockFile.Text(data.Items.Ids));
        yield return ("titles", BlockFile.Text(catalog.Titles));
        yield return ("years", catalog.Years);
        yield return ("genre-names", BlockFile.Text(catalog.GenreNames));
        yield return ("genre-ends", Array.ConvertAll(catalog.Genres, genres => end += genres.Length));
        yield return ("genres", catalog.Genres.SelectMany(genres => genres).ToArray());
        foreach ((string part, Interactions events) in new[] { ("train", data.Split.Train), ("validation", data.Split.Validation), ("test", data.Split.Test) })
        {
            yield return ($"{part}.users", events.Users);
            yield return ($"{part}.items", events.Items);
            yield return ($"{part}.values", events.Values);
            yield return ($"{part}.times", events.Times);
        }
    }
}
