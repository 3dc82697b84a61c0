namespace OnnxRecs.Data;

/// <summary>Part of a data set.</summary>
internal static class Subset
{
    /// <summary>The events that are kept, over the same users and items; published splits follow. O(n).</summary>
    public static Dataset Of(Dataset data, bool[] keep) => data with
    {
        Interactions = data.Interactions.Where(i => keep[i]),
        PublishedSplits = [.. data.PublishedSplits.Select(split => split with { IsTest = [.. split.IsTest.Where((_, i) => keep[i])] })],
    };

    /// <summary>Leaves out users and items without events and numbers the others anew, in the same order. O(n).</summary>
    public static Dataset WithoutUnused(Dataset data)
    {
        Interactions events = data.Interactions;
        int[] users = Kept(events.Users, events.UserCount), items = Kept(events.Items, events.ItemCount);
        int[] newUsers = Renumbered(users, events.UserCount), newItems = Renumbered(items, events.ItemCount);
        DatasetFacts facts = data.Facts;
        ItemCatalog catalog = facts.Catalog;
        return new Dataset(
            new DatasetFacts(
                facts.Name,
                facts.Licence,
                facts.Kind,
                new IdMap(users.Select(user => facts.Users[user])),
                new IdMap(items.Select(item => facts.Items[item])),
                new ItemCatalog(Pick(catalog.Titles, items), Pick(catalog.Years, items), catalog.GenreNames, Pick(catalog.Genres, items))
                {
                    TagNames = catalog.TagNames,
                    Tags = Pick(catalog.Tags, items),
                    ProviderNames = catalog.ProviderNames,
                    Providers = Pick(catalog.Providers, items),
                },
                new UserCatalog(Pick(facts.People.Ages, users), Pick(facts.People.Genders, users), Pick(facts.People.Occupations, users)))
            {
                Notes = facts.Notes,
                Times = facts.Times,
            },
            Interactions.Create(Pick(newUsers, events.Users), Pick(newItems, events.Items), events.Values, events.Times, users.Length, items.Length),
            [.. data.PublishedSplits.Select(split => split with { Negatives = split.Negatives is null ? null : Pick(split.Negatives, users, newItems) })]);
    }

    private static int[] Kept(int[] column, int count)
    {
        bool[] used = new bool[count];
        foreach (int index in column) used[index] = true;
        return [.. Enumerable.Range(0, count).Where(index => used[index])];
    }

    /// <summary>For each old index its new one, or -1.</summary>
    private static int[] Renumbered(int[] kept, int count)
    {
        int[] indexes = new int[count];
        Array.Fill(indexes, -1);
        for (int i = 0; i < kept.Length; i++) indexes[kept[i]] = i;
        return indexes;
    }

    private static T[] Pick<T>(T[] values, int[] indexes) => Array.ConvertAll(indexes, index => values[index]);

    private static int[][] Pick(int[][] negatives, int[] users, int[] newItems) =>
        Array.ConvertAll(users, user => negatives[user].Select(item => newItems[item]).Where(item => item >= 0).ToArray());
}
