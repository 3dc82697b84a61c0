namespace OnnxRecs.Study.Analysis;

/// <summary>What a data set does not know, in sentences.</summary>
internal static class Absences
{
    public static IEnumerable<string> Of(DatasetDescription set)
    {
        if (set.Size.Events == 0)
        {
            yield return "No events: there is nothing to describe.";
            yield break;
        }
        if (set.Values == "event") yield return "No values: an event says that something happened, not how much it was liked.";
        if (set.Values == "count") yield return "No ratings: values say how often, not how much it was liked.";
        if (set.TimeLine.Timed == 0) yield return "No times: there is no time line, and a split by time cuts in the order of the file.";
        else if (set.TimeLine.Untimed > 0) yield return $"{Numbers.Plural(set.TimeLine.Untimed, "event")} of {Numbers.Count(set.Size.Events)} without a time.";
        if (set.Genres is null) yield return "No genres or categories of items.";
        else if (set.Genres.ItemsWithout > 0) yield return $"{Numbers.Plural(set.Genres.ItemsWithout, "item")} of {Numbers.Count(set.Size.Items)} without a genre.";
        if (set.Tags is null) yield return "No tags of items.";
        if (set.People is null) yield return "No user data: neither age nor gender nor occupation.";
        else
        {
            (string Name, PeopleCount[] Counts)[] parts = [("age", set.People.Ages), ("gender", set.People.Genders), ("occupation", set.People.Occupations)];
            string[] unknown = [.. parts.Where(part => part.Counts.Length == 0).Select(part => part.Name)];
            if (unknown.Length > 0) yield return $"Of users no {string.Join(" and no ", unknown)}.";
            if (set.People.Unknown > 0) yield return $"{Numbers.Plural(set.People.Unknown, "user")} of {Numbers.Count(set.Size.Users)} without user data.";
        }
    }
}
