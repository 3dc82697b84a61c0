using System.Globalization;

namespace OnnxRecs.Pipeline;

/// <summary>The list as a stage left it.</summary>
/// <param name="Stage">Name of the stage.</param>
/// <param name="Items">Best first.</param>
/// <param name="Time">How long the stage took.</param>
public sealed record Step(string Stage, ScoredItems Items, TimeSpan Time)
{
    /// <summary>Whether the list is not the stage's, because it failed.</summary>
    public bool HasFailed { get; init; }
}

/// <summary>An answer, and how it came to be.</summary>
/// <param name="List">At most <see cref="Query.Count"/> items, best first; its notes tell of stages that failed.</param>
/// <param name="Steps">Candidates, filters, ranker, and each re-ranker.</param>
public sealed record Served(ScoredItems List, IReadOnlyList<Step> Steps);

/// <summary>The whole chain for one user: candidates, filters, a ranker, re-rankers. Thread-safe where its parts are.</summary>
/// <remarks>
/// It gives a list as long as there are items that pass the filters. Where the ranker fails or takes too long the candidates stay in the order of retrieval; where retrieval
/// fails, or gives fewer items than are wanted, popular items fill up. The list's notes say so, with the reason.
/// </remarks>
public sealed class Recommender
{
    /// <summary>Name of the first step.</summary>
    public const string Candidates = "candidates";

    /// <summary>Finds the candidates.</summary>
    public required ICandidateSource Source { get; init; }

    /// <summary>How many it is asked for.</summary>
    public required int CandidateCount { get; init; }

    /// <summary>Drops what must not be shown.</summary>
    public required IStage Filters { get; init; }

    /// <summary>Orders what is left.</summary>
    public required IRanker Ranker { get; init; }

    /// <summary>Act on the ranked list, in this order.</summary>
    public required IReadOnlyList<IStage> Rerankers { get; init; }

    /// <summary>All items, the most popular first: what is shown where nothing better is known.</summary>
    public required int[] PopularOrder { get; init; }

    /// <summary>Measures the stages, and the ranker's time limit.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>How long the ranker may take; null: as long as it takes.</summary>
    public TimeSpan? RankerTimeout { get; init; }

    /// <summary>At most <see cref="Query.Count"/> items.</summary>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public Served Recommend(Query query, CancellationToken cancel = default)
    {
        var steps = new List<Step>(3 + Rerankers.Count);
        var notes = new List<string>();
        long start = Time.GetTimestamp();
        ScoredItems? found = Guarded("retrieval", "popular items instead", notes, () => Source.Find(query with { Count = CandidateCount }), cancel);
        ScoredItems list = Add(Candidates, found, new ScoredItems([], []));
        list = Filters.Apply(query, list);
        int wanted = found is null ? Math.Max(query.Count, CandidateCount) : query.Count;
        if (list.Count < wanted) list = FillUp(query, list, wanted, found is null ? null : notes);
        if (list.Count == 0 && query.Count > 0) notes.Add("no item of the catalogue passes the filters");
        Add(Filters.Name, list, list);
        list = Add(Ranker.Name, Guarded($"ranker {Ranker.Name}", "the order of retrieval stands", notes, () => Rank(query, list, cancel), cancel), list);
        foreach (IStage reranker in Rerankers) list = Add(reranker.Name, reranker.Apply(query, list), list);
        list = list.Head(query.Count);
        return new Served(list with { Notes = [.. notes, .. list.Notes] }, steps);

        ScoredItems Add(string stage, ScoredItems? items, ScoredItems otherwise)
        {
            long now = Time.GetTimestamp();
            steps.Add(new Step(stage, items ?? otherwise, Time.GetElapsedTime(start, now)) { HasFailed = items is null });
            start = now;
            return items ?? otherwise;
        }
    }

    private ScoredItems Rank(Query query, ScoredItems items, CancellationToken cancel)
    {
        if (RankerTimeout is not { } most) return Ranker.Apply([query], [items], cancel)[0];
        using var limit = new CancellationTokenSource(most, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancel);
        try
        {
            return Ranker.Apply([query], [items], either.Token)[0];
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"it took more than {most.TotalMilliseconds.ToString(CultureInfo.InvariantCulture)} ms", e);
        }
    }

    /// <summary>What a stage gives, or null and a note where it fails: whoever waits for a list is better served by another one than by an error.</summary>
    private static ScoredItems? Guarded(string stage, string instead, List<string> notes, Func<ScoredItems> work, CancellationToken cancel)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            // The type tells a fault of the program from one of its files or of the machine.
            notes.Add($"{stage} failed ({e.GetType().Name}): {e.Message.ReplaceLineEndings(" ")}; {instead}");
            return null;
        }
    }

    /// <summary>Popular items at the end of a list, up to a length; their scores are the list's lowest.</summary>
    private ScoredItems FillUp(Query query, ScoredItems items, int length, List<string>? notes)
    {
        var listed = items.Items.ToHashSet();
        int[] others = Array.FindAll(PopularOrder, item => !listed.Contains(item));
        int[] added = Filters.Apply(query, new ScoredItems(others, new float[others.Length])).Head(length - items.Count).Items;
        if (added.Length > 0) notes?.Add($"of the candidates {items.Count} are left; popular items fill up");
        float[] scores = new float[added.Length];
        Array.Fill(scores, items.Count > 0 ? items.Scores[^1] : 0);
        return items with { Items = [.. items.Items, .. added], Scores = [.. items.Scores, .. scores] };
    }
}
