namespace OnnxRecs.Data.Loaders;

/// <summary>Gathers ratings and films under their outside ids and turns them into a <see cref="Dataset"/>.</summary>
/// <remarks>
/// Users and items get dense indexes in the order of their numeric ids, so the indexes do not depend on the order of the file's rows.
/// Items that nobody rated are left out. Where a user rated an item more than once the last rating by time counts, and of equal times
/// the last in the file. Expected cost O(n log n) for n ratings.
/// </remarks>
internal sealed class RatingTable
{
    private readonly IdColumn _users = new();
    private readonly IdColumn _items = new();
    private readonly List<float> _values = [];
    private readonly List<long> _times = [];
    private readonly Dictionary<long, (string Title, string[] Genres)> _films = [];

    public void AddRating(long user, long item, float value, long time)
    {
        _users.Add(user);
        _items.Add(item);
        _values.Add(value);
        _times.Add(time);
    }

    /// <summary>Adds what is known of an item; false where it is known already.</summary>
    public bool AddFilm(long item, string title, string[] genres) => _films.TryAdd(item, (title.Trim(), genres));

    /// <param name="name">The published name.</param>
    /// <param name="licence">One line on the terms of use.</param>
    /// <param name="filmsFile">The file that the films came from, for messages.</param>
    /// <exception cref="InvalidDataException">There are no ratings, or a rated item is no known film.</exception>
    public Dataset ToDataset(string name, string licence, string filmsFile)
    {
        if (_values.Count == 0) throw new InvalidDataException($"Data set {name} holds no ratings.");
        long[] userIds = _users.ToDense(out int[] users);
        long[] itemIds = _items.ToDense(out int[] items);
        Interactions all = Interactions.Create(users, items, [.. _values], [.. _times], userIds.Length, itemIds.Length);
        return new Dataset(new DatasetFacts(name, licence, ValueKind.Rating, ToMap(userIds), ToMap(itemIds), CatalogOf(itemIds, filmsFile)), KeepLast(all));
    }

    private static IdMap ToMap(long[] ids) => new(Array.ConvertAll(ids, id => id.ToString()));

    private static Interactions KeepLast(Interactions all)
    {
        bool[] keep = new bool[all.Count];
        int[] keptFor = new int[all.ItemCount];
        Array.Fill(keptFor, -1);
        int kept = 0;
        for (int i = all.Count - 1; i >= 0; i--)
        {
            if (keptFor[all.Items[i]] == all.Users[i]) continue;
            keptFor[all.Items[i]] = all.Users[i];
            keep[i] = true;
            kept++;
        }
        return kept == all.Count ? all : all.Where(i => keep[i]);
    }

    private ItemCatalog CatalogOf(long[] itemIds, string filmsFile)
    {
        string[] titles = new string[itemIds.Length];
        int[] years = new int[itemIds.Length];
        string[][] names = new string[itemIds.Length][];
        for (int item = 0; item < itemIds.Length; item++)
        {
            if (!_films.TryGetValue(itemIds[item], out (string Title, string[] Genres) film))
                throw new InvalidDataException($"{filmsFile} has no row for film {itemIds[item]}, which has ratings.");
            titles[item] = film.Title;
            years[item] = YearOf(film.Title);
            names[item] = film.Genres;
        }
        string[] genreNames = [.. names.SelectMany(genres => genres).Distinct().Order(StringComparer.Ordinal)];
        int[][] genres = Array.ConvertAll(names, own =>
        {
            int[] indexes = Array.ConvertAll(own, genre => Array.BinarySearch(genreNames, genre, StringComparer.Ordinal));
            Array.Sort(indexes);
            return indexes;
        });
        return new ItemCatalog(titles, years, genreNames, genres);
    }

    /// <summary>The year of "Title (1995)" or, of a series, the first one of "Title (2006-2007)"; 0 where there is none.</summary>
    internal static int YearOf(ReadOnlySpan<char> title)
    {
        for (int open = title.LastIndexOf('('); open >= 0; open = title[..open].LastIndexOf('('))
        {
            ReadOnlySpan<char> inside = title[(open + 1)..];
            if (inside.Length > 4 && inside[4] is ')' or '-' or '\u2013' && int.TryParse(inside[..4], out int year) && year is > 1800 and < 2200) return year;
        }
        return 0;
    }

    /// <summary>A column of ids, coded as it grows.</summary>
    private sealed class IdColumn
    {
        private readonly Dictionary<long, int> _codes = [];
        private readonly List<int> _rows = [];

        public void Add(long id)
        {
            if (!_codes.TryGetValue(id, out int code)) _codes.Add(id, code = _codes.Count);
            _rows.Add(code);
        }

        /// <summary>The distinct ids, ascending, and for each row the position of its id among them.</summary>
        public long[] ToDense(out int[] rows)
        {
            long[] ids = [.. _codes.Keys];
            Array.Sort(ids);
            int[] indexOfCode = new int[ids.Length];
            for (int index = 0; index < ids.Length; index++) indexOfCode[_codes[ids[index]]] = index;
            rows = new int[_rows.Count];
            for (int row = 0; row < rows.Length; row++) rows[row] = indexOfCode[_rows[row]];
            return ids;
        }
    }
}
