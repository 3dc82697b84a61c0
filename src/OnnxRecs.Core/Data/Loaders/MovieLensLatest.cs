using System.Text;

namespace OnnxRecs.Data.Loaders;

/// <summary>MovieLens "latest" in csv: <c>ratings.csv</c> and <c>movies.csv</c>, UTF-8, header rows, half stars, quoted titles.</summary>
/// <remarks>Genres are joined by '|'; "(no genres listed)" is read as none. See <see cref="RatingTable"/> for ids, unrated films and repeats.</remarks>
internal static class MovieLensLatest
{
    /// <exception cref="InvalidDataException">A file is missing or a row is malformed.</exception>
    public static Dataset Load(DataFiles files, string name, string licence)
    {
        var table = new RatingTable();
        var ratings = new RowReader(files.NameOf("ratings.csv"), files.Read("ratings.csv"), ","u8);
        ratings.Header("userId,movieId,rating,timestamp"u8);
        while (ratings.Next())
        {
            table.AddRating(ratings.Number("userId"), ratings.Number("movieId"), ratings.Rating("rating"), ratings.Number("timestamp"));
            ratings.End();
        }

        string moviesFile = files.NameOf("movies.csv");
        var movies = new RowReader(moviesFile, files.Read("movies.csv"), ","u8);
        movies.Header("movieId,title,genres"u8);
        while (movies.Next())
        {
            long id = movies.Number("movieId");
            string title = movies.QuotedField("title");
            string genres = movies.QuotedField("genres");
            movies.End();
            if (!table.AddFilm(id, title, genres is "" or "(no genres listed)" ? [] : genres.Split('|')))
                throw movies.Wrong("movieId", Encoding.UTF8.GetBytes(id.ToString()), "an id that has not occurred before");
        }
        return table.ToDataset(name, licence, moviesFile);
    }
}
