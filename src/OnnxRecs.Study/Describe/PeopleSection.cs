using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Pages;
using OnnxRecs.Study.Plots;

namespace OnnxRecs.Study.Describe;

/// <summary>Who the users are, and which genres which of them take.</summary>
internal static class PeopleSection
{
    private const int EnoughUsers = 10, MostShown = OccupationGenres.MostOccupations;

    public static Section Of(DatasetDescription set)
    {
        var section = new Section("People");
        if (set.People is not { } people) return section with { Absences = ["Nothing is known of the users: neither age nor gender nor occupation."] };
        (string Name, PeopleCount[] Counts)[] parts = [("gender", people.Genders), ("age", people.Ages), ("occupation", people.Occupations)];
        return section with
        {
            Pictures =
            [
                .. parts.Where(part => part.Counts.Length > 0).Select(part => PictureOf(part.Name, part.Counts)),
                .. set.OccupationGenres is { } lifts ? new[] { PictureOf(lifts) } : [],
            ],
            Tables = [.. parts.Where(part => part.Counts.Length > 0).Select(part => TableOf(part.Name, part.Counts))],
            Absences =
            [
                .. parts.Where(part => part.Counts.Length == 0).Select(part => $"No user has {(part.Name == "gender" ? "a" : "an")} {part.Name}."),
                .. people.Occupations.Length > 0 && set.OccupationGenres is null ? new[] { "There are occupations but no genres: there is no heat map of both." } : [],
                .. parts.Where(part => part.Counts.Length > MostShown)
                    .Select(part => $"Of {Numbers.Count(part.Counts.Length)} groups by {part.Name} the first {MostShown} are shown."),
                .. LeftOut("genre", set.OccupationGenres?.GenresLeftOut ?? 0),
                .. LeftOut("occupation", set.OccupationGenres?.OccupationsLeftOut ?? 0),
                .. people.Unknown > 0 ? new[] { $"Nothing is known of {Numbers.Plural(people.Unknown, "user")} of {Numbers.Count(set.Size.Users)}." } : [],
            ],
        };
    }

    private static string[] LeftOut(string noun, int count) => count == 0 ? [] : [$"The heat map leaves out the {Numbers.Plural(count, $"rarest {noun}")}."];

    private static FigureTable TableOf(string name, PeopleCount[] counts) => new(
        $"Users by {name}", [name, ">users", ">events", ">events per user"],
        [.. counts.Take(MostShown).Select(count => new[]
        {
            count.Name, Numbers.Count(count.Users), Numbers.Count(count.Events), Numbers.Figure((double)count.Events / count.Users),
        })]);

    private static Picture PictureOf(string name, PeopleCount[] counts)
    {
        string title = $"Users and events by {name}";
        double users = counts.Sum(count => count.Users), events = counts.Sum(count => count.Events);
        PeopleCount largest = counts.MaxBy(count => count.Users)!;
        string caption =
            $"The largest group, {largest.Name}, has {Numbers.Percent(largest.Users, users)} of the {Numbers.Plural((long)users, "user")} whose {name} is known, " +
            $"and {Numbers.Percent(largest.Events, events)} of their events" +
            (name == "age" && !largest.Name.Contains('\u2013') ? ". A number alone is an age, or the first year of an age group." : ".");
        Pair[] rows = [.. counts.Take(MostShown).Select(count => new Pair(count.Name, count.Users / users, count.Events / events))];
        return new Picture(title, PairedBars.Draw(rows, $"{title}. {caption}", "share, %", "share of the users", "share of the events"), caption);
    }

    private static Picture PictureOf(OccupationGenres lifts)
    {
        const string Title = "Occupation and genre: lift";
        var cells = from row in Enumerable.Range(0, lifts.Occupations.Length)
                    where lifts.Users[row] >= EnoughUsers
                    from column in Enumerable.Range(0, lifts.Genres.Length)
                    orderby lifts.Lift[row][column]
                    select (Row: row, Column: column);
        (int Row, int Column)[] sorted = [.. cells];
        string caption =
            "Lift is the share of an occupation's events that have the genre, divided by the same share among everybody whose occupation is known. " +
            (sorted.Length == 0
                ? $"No occupation has {EnoughUsers} users, so single people decide."
                : $"Among occupations of at least {EnoughUsers} users it is largest for {Name(sorted[^1])} and smallest for {Name(sorted[0])}.") +
            " Numbers of users are in brackets.";
        string[] rows = [.. lifts.Occupations.Select((name, row) => $"{name} ({Numbers.Count(lifts.Users[row])})")];
        return new Picture(Title, HeatMap.Draw(rows, lifts.Genres, lifts.Lift, $"{Title}. {caption}"), caption);

        string Name((int Row, int Column) cell) => $"{lifts.Occupations[cell.Row]} and {lifts.Genres[cell.Column]} (\u00d7{lifts.Lift[cell.Row][cell.Column]:0.00})";
    }
}
