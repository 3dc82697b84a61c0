namespace OnnxRecs.Pipeline;

/// <summary>What is asked for: the best items for this user now.</summary>
/// <param name="User">Dense user index; <see cref="UnknownUser"/> for somebody who was not in training.</param>
/// <param name="History">Items that the user liked, oldest first.</param>
/// <param name="Seen">Every item that the user has met, liked or not; it is not recommended again.</param>
/// <param name="Count">How many items are wanted.</param>
public sealed record Query(int User, int[] History, int[] Seen, int Count)
{
    public const int UnknownUser = -1;

    /// <summary>The outside id, where somebody is known by one: rules about single users and experiments go by it. Also of users whom no model has learnt from.</summary>
    public string? UserId { get; init; }
}

/// <summary>Items with their scores, best first.</summary>
/// <param name="Items">Dense item indexes.</param>
/// <param name="Scores">One for each item; higher is better; comparable only within one list.</param>
public sealed record ScoredItems(int[] Items, float[] Scores)
{
    public int Count => Items.Length;

    /// <summary>
    /// What a reader of the list must know: a stage that failed and what stands in for it, a constraint that could not be kept; of these the first word says which one. Most lists have none.
    /// </summary>
    public string[] Notes { get; init; } = [];

    /// <summary>The first of them, with the same notes.</summary>
    public ScoredItems Head(int count) => Count <= count ? this : this with { Items = Items[..count], Scores = Scores[..count] };
}

/// <summary>Finds items for a user in the whole catalogue: none that he has met, at most as many as he wants. Thread-safe.</summary>
public interface ICandidateSource
{
    ScoredItems Find(Query query);

    /// <summary>One list for each query, spread over the cores.</summary>
    ScoredItems[] Find(IReadOnlyList<Query> queries)
    {
        var lists = new ScoredItems[queries.Count];
        Parallel.For(0, lists.Length, row => lists[row] = Find(queries[row]));
        return lists;
    }
}

/// <summary>One step over the list: a ranker, a filter, a re-ranker.</summary>
public interface IStage
{
    string Name { get; }

    ScoredItems Apply(Query query, ScoredItems items);
}

/// <summary>Gives the items of a list new scores and sorts them; the list keeps its length, and a score does not depend on the other items. Thread-safe.</summary>
public interface IRanker : IStage
{
    /// <summary>Many queries at once, each with its own list. The lists may differ in length; long beside short ones waste work.</summary>
    /// <exception cref="ArgumentException">There is not one list for each query, or a model refuses an index.</exception>
    /// <exception cref="InvalidDataException">A model gives a score that is not finite.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled before it was done.</exception>
    ScoredItems[] Apply(IReadOnlyList<Query> queries, IReadOnlyList<ScoredItems> lists, CancellationToken cancel = default);
}
