namespace OnnxRecs.Data;

/// <summary>What is known of the items: titles, release years (0: unknown) and genres.</summary>
/// <param name="Titles">One for each item.</param>
/// <param name="Years">One for each item.</param>
/// <param name="GenreNames">The names of the genres.</param>
/// <param name="Genres">For each item the indexes into <paramref name="GenreNames"/>, ascending; empty where none is known.</param>
public sealed record ItemCatalog(string[] Titles, int[] Years, string[] GenreNames, int[][] Genres);

/// <summary>A data set as read: everything that happened, and what the ids mean.</summary>
/// <param name="Name">The published name, such as "ml-1m".</param>
/// <param name="Users">Outside ids of users.</param>
/// <param name="Items">Outside ids of items.</param>
/// <param name="Interactions">All events.</param>
/// <param name="Catalog">What is known of the items.</param>
/// <param name="Licence">One line on the terms of use.</param>
public sealed record Dataset(string Name, IdMap Users, IdMap Items, Interactions Interactions, ItemCatalog Catalog, string Licence);
