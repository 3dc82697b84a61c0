using System.Text;

namespace OnnxRecs.Data.Loaders;

/// <summary>MovieLens 100K: <c>u.data</c> (tabs), <c>u.item</c> (Latin-1, a 0/1 column for each genre) and <c>u.genre</c> (their names).</summary>
/// <remarks>The genre "unknown" is read as none. See <see cref="RatingTable"/> for ids, unrated films and repeats.</remarks>
internal static class MovieLens100K
{
    /// <exception cref="InvalidDataException">A file is missing or a row is malformed.</exception>
    public static Dataset Load(DataFiles files, string name, string licence)
    {
        var table = new RatingTable();
        var ratings = new RowReader(files.NameOf("u.data"), files.Read("u.data"), "\t"u8);
        while (ratings.Next())
        {
            table.AddRating(ratings.Number("user id"), ratings.Number("item id"), ratings.Rating("rating"), ratings.Number("timestamp"));
            ratings.End();
        }

        string[] genreNames = ReadGenres(files);
        string itemFile = files.NameOf("u.item");
        var items = new RowReader(itemFile, files.Read("u.item"), "|"u8);
        var genres = new List<string>();
        while (items.Next())
        {
            long id = items.Number("movie id");
            string title = Encoding.Latin1.GetString(items.Field("movie title"));
            items.Field("release date");
            items.Field("video release date");
            items.Field("address");
            genres.Clear();
            foreach (string genre in genreNames)
            {
                ReadOnlySpan<byte> flag = items.Field(genre);
                if (flag.Length != 1 || flag[0] is not ((byte)'0' or (byte)'1')) throw items.Wrong(genre, flag, "0 or 1");
                if (flag[0] == '1' && genre != "unknown") genres.Add(genre);
            }
            items.End();
            if (!table.AddFilm(id, title, [.. genres]))
                throw items.Wrong("movie id", Encoding.UTF8.GetBytes(id.ToString()), "an id that has not occurred before");
        }
        return table.ToDataset(name, licence, itemFile);
    }

    private static string[] ReadGenres(DataFiles files)
    {
        var names = new List<string>();
        var rows = new RowReader(files.NameOf("u.genre"), files.Read("u.genre"), "|"u8);
        while (rows.Next())
        {
            string genre = Encoding.Latin1.GetString(rows.Field("genre"));
            ReadOnlySpan<byte> number = rows.Field("number");
            if (!number.SequenceEqual(Encoding.UTF8.GetBytes(names.Count.ToString()))) throw rows.Wrong("number", number, $"{names.Count}");
            rows.End();
            names.Add(genre);
        }
        return [.. names];
    }
}
