using OnnxRecs.Data.Reading;

namespace OnnxRecs.Data.Loaders;

/// <summary>MovieLens 1M: <c>ratings.dat</c>, <c>movies.dat</c> and <c>users.dat</c>, fields separated by "::", Latin-1.</summary>
/// <remarks>
/// Ages are the lowest year of a group. Films that nobody rated are left out. Indexes follow the numeric ids. Some copies carry estimates for
/// part of the time stamps and say so in their README; the notes then say it too.
/// </remarks>
internal static class MovieLens1M
{
    private const string TimesNote = "partly reconstructed times";
    private const int ReadmeLength = 1 << 20;
    private static readonly RowFormat Format = new("::") { IsLatin1 = true };

    private static readonly int[] AgeGroups = [1, 18, 25, 35, 45, 50, 56];

    /// <summary>By the code in the file, named as in GroupLens' README.</summary>
    private static readonly string[] Occupations =
    [
        "other", "academic/educator", "artist", "clerical/admin", "college/grad student", "customer service", "doctor/health care",
        "executive/managerial", "farmer", "homemaker", "K-12 student", "lawyer", "programmer", "retired", "sales/marketing", "scientist",
        "self-employed", "technician/engineer", "tradesman/craftsman", "unemployed", "writer",
    ];

    public static Dataset Load(LoaderEntry set, LoadContext context)
    {
        var table = new EventTable<NumberIds>();
        context.Rows("ratings.dat", Format, rows =>
        {
            long user = rows.Number("UserID"), item = rows.Number("MovieID");
            float value = rows.Value("Rating", ValueScale.Stars);
            long time = rows.Time("Timestamp");
            rows.End();
            table.Add(table.Users.CodeOf(user), table.Items.CodeOf(item), value, time);
        });
        EventSet events = table.Close();

        var items = new ItemTable(events.Items);
        context.Rows("movies.dat", Format, rows =>
        {
            long id = rows.Number("MovieID");
            string title = rows.Text("Title");
            string genres = rows.Text("Genres");
            rows.End();
            if (!items.Add($"{id}", title, null, genres.Length == 0 ? [] : genres.Split('|')))
                throw rows.Wrong("MovieID", $"{id}", "an id that has not occurred before");
        });
        context.ReportMissing("movies.dat", "film", items.Missing);
        return new Dataset(set.FactsOf(events, items.Close(), ReadUsers(context, events.Users), NotesOf(context)), events.Events);
    }

    private static UserCatalog ReadUsers(LoadContext context, IdMap ids)
    {
        var users = new UserTable(ids);
        context.Rows("users.dat", Format, rows =>
        {
            long id = rows.Number("UserID");
            string gender = rows.Text("Gender");
            if (gender is not ("F" or "M")) throw rows.Wrong("Gender", gender, "F or M");
            long age = rows.Number("Age");
            if (age > int.MaxValue || !AgeGroups.Contains((int)age)) throw rows.Wrong("Age", $"{age}", $"an age group ({string.Join(", ", AgeGroups)})");
            long occupation = rows.Number("Occupation");
            if (occupation >= Occupations.Length) throw rows.Wrong("Occupation", $"{occupation}", $"a code from 0 to {Occupations.Length - 1}");
            rows.Skip("Zip-code");
            rows.End();
            if (!users.Add($"{id}", (int)age, gender, Occupations[occupation])) throw rows.Wrong("UserID", $"{id}", "an id that has not occurred before");
        });
        context.ReportMissing("users.dat", "user", users.Missing);
        return users.Close();
    }

    private static string[] NotesOf(LoadContext context)
    {
        string readme = "";
        if (context.Has("README")) context.Whole("README", ReadmeLength, bytes => readme = System.Text.Encoding.Latin1.GetString(bytes));
        return readme.Contains(TimesNote, StringComparison.OrdinalIgnoreCase) ? [TimesNote] : [];
    }
}
