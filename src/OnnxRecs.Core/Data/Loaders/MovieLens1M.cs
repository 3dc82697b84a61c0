using System.Text;

namespace OnnxRecs.Data.Loaders;

/// <summary>MovieLens 1M: <c>ratings.dat</c> and <c>movies.dat</c>, fields separated by "::", Latin-1.</summary>
/// <remarks>
/// Some copies carry estimates for part of the time stamps and say so in their README; the licence line then says it too.
/// See <see cref="RatingTable"/> for ids, unrated films and repeats.
/// </remarks>
internal static class MovieLens1M
{
    private const string TimesNote = "partly reconstructed times";

    /// <exception cref="InvalidDataException">A file is missing or a row is malformed.</exception>
    public static Dataset Load(DataFiles files, string name, string licence)
    {
        var table = new RatingTable();
        var ratings = new RowReader(files.NameOf("ratings.dat"), files.Read("ratings.dat"), "::"u8);
        while (ratings.Next())
        {
            table.AddRating(ratings.Number("UserID"), ratings.Number("MovieID"), ratings.Rating("Rating"), ratings.Number("Timestamp"));
            ratings.End();
        }

        string moviesFile = files.NameOf("movies.dat");
        var movies = new RowReader(moviesFile, files.Read("movies.dat"), "::"u8);
        while (movies.Next())
        {
            long id = movies.Number("MovieID");
            string title = Encoding.Latin1.GetString(movies.Field("Title"));
            string genres = Encoding.Latin1.GetString(movies.Field("Genres"));
            movies.End();
            if (!table.AddFilm(id, title, genres.Length == 0 ? [] : genres.Split('|')))
                throw movies.Wrong("MovieID", Encoding.UTF8.GetBytes(id.ToString()), "an id that has not occurred before");
        }
        return table.ToDataset(name, HasEstimatedTimes(files) ? $"{licence}; {TimesNote}" : licence, moviesFile);
    }

    private static bool HasEstimatedTimes(DataFiles files) =>
        files.TryRead("README") is byte[] readme && Encoding.Latin1.GetString(readme).Contains(TimesNote, StringComparison.OrdinalIgnoreCase);
}
