using OnnxRecs.Config;

namespace OnnxRecs.Data.Loaders;

/// <summary>The table of data sets: a new one is its loader's file and a line here.</summary>
public static class LoaderCatalog
{
    private const string GroupLens = "https://files.grouplens.org/datasets";
    private const string SameTerms = "GroupLens: non-commercial research, same terms when passed on";
    private const string NotPassedOn = "GroupLens: non-commercial research, not to be passed on";
    private const string MovieLensPaper = "Harper and Konstan 2015";

    /// <summary>In the order in which they are listed.</summary>
    public static IReadOnlyList<LoaderEntry> All { get; } =
    [
        new("sample", "invented ratings of invented films", ValueKind.Rating, MovieLensCsv.Load) { Licence = "Invented data, CC0", Files = Named("ratings.csv", "movies.csv") },
        MovieLens("ml-latest-small", "100,836 ratings of half stars, with tags", SameTerms),
        MovieLens("ml-latest", "all of MovieLens so far; changes from time to time", SameTerms),
        MovieLens("ml-20m", "20,000,263 ratings of half stars, with tags", SameTerms, 20_000_263, "cd245b17a1ae2cc31bb14903e1204af3"),
        MovieLens("ml-25m", "25,000,095 ratings of half stars, with tags", SameTerms, 25_000_095, "6b51fb2759a8657d3bfcbfc42b592ada"),
        MovieLens("ml-32m", "32,000,204 ratings of half stars, with tags", SameTerms, 32_000_204, "d472be332d4daa821edc399621853b57"),
        new("ml-100k", "100,000 ratings, people, genres, folds u1 to u5", ValueKind.Rating, MovieLens100K.Load)
        {
            Licence = NotPassedOn,
            Citation = MovieLensPaper,
            Address = new Uri($"{GroupLens}/movielens/ml-100k.zip"),
            EventCount = 100_000,
            HasUniquePairs = true,
            Md5 = "0e33842e24a9c977be4e0107933c0723",
            Files = Named(["u.data", "u.item", "u.genre", "u.user", .. Enumerable.Range(1, MovieLens100K.FoldCount).SelectMany(fold => (string[])[$"u{fold}.base", $"u{fold}.test"])]),
        },
        new("ml-1m", "1,000,209 ratings, people, genres", ValueKind.Rating, MovieLens1M.Load)
        {
            Licence = NotPassedOn,
            Citation = MovieLensPaper,
            Address = new Uri($"{GroupLens}/movielens/ml-1m.zip"),
            EventCount = 1_000_209,
            HasUniquePairs = true,
            Md5 = "c4d9eecfca2ab87c1945afe126590906",
            Files = [.. Named("ratings.dat", "movies.dat", "users.dat"), new DataFile("README", IsOptional: true)],
        },
        new("hetrec2011-lastfm-2k", "92,834 counts of listening to artists, with tags", ValueKind.Count, HetRecLastFm.Load)
        {
            Licence = "Last.fm through HetRec 2011: non-commercial use",
            Citation = "Cantador, Brusilovsky and Kuflik 2011",
            Address = new Uri($"{GroupLens}/hetrec2011/hetrec2011-lastfm-2k.zip"),
            EventCount = 92_834,
            HasUniquePairs = true,
            Files = Named("user_artists.dat", "artists.dat", "tags.dat", "user_taggedartists.dat"),
        },
        .. AmazonCatalog.All,
        .. PaperCatalog.All,
    ];

    /// <exception cref="InputException">There is no such data set; the message lists those there are.</exception>
    public static LoaderEntry Get(string name)
    {
        if (All.FirstOrDefault(entry => entry.Name == name) is { } found) return found;
        string hint = Spelling.Hint(name, All.Select(entry => entry.Name));
        throw new InputException($"There is no data set '{name}'{(hint.Length == 0 ? "." : hint)} Known: {string.Join(", ", All.Select(entry => entry.Family ?? entry.Name).Distinct())}.");
    }

    private static LoaderEntry MovieLens(string name, string summary, string licence, int? eventCount = null, string? md5 = null) => new(name, summary, ValueKind.Rating, MovieLensCsv.Load)
    {
        Licence = licence,
        Citation = MovieLensPaper,
        Address = new Uri($"{GroupLens}/movielens/{name}.zip"),
        EventCount = eventCount,
        HasUniquePairs = true,
        Md5 = md5,
        Files = [.. Named("ratings.csv", "movies.csv"), new DataFile("tags.csv", IsOptional: true)],
    };

    private static DataFile[] Named(params string[] names) => Array.ConvertAll(names, name => new DataFile(name));
}
