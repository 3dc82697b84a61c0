using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Rerank.Terms;

/// <summary>Something that a list is to be besides relevant: varied, calibrated. Immutable, thread-safe.</summary>
public interface ISlateTerm
{
    string Name { get; }

    /// <summary>Its share of an item's value, 0 .. 1; relevance has what all terms leave.</summary>
    double Weight { get; }

    /// <summary>The term's side of one list at a time.</summary>
    /// <param name="shared">What the terms of the same list work out once for all of them.</param>
    ISlateTermRun CreateRun(SharedRows shared);
}

/// <summary>What a term knows of the list that is being made. Used again for the next list; not thread-safe.</summary>
public interface ISlateTermRun
{
    /// <summary>For each place what its item is worth to the term beside those chosen so far; of chosen ones without meaning.</summary>
    ReadOnlySpan<double> Gains { get; }

    /// <summary>Begins a list: nothing is chosen.</summary>
    /// <param name="query">Whose list it is.</param>
    /// <param name="items">What there is to choose from; an item's index in here is its place.</param>
    void Start(Query query, ReadOnlySpan<int> items);

    /// <summary>Takes the item at a place into the list; the gains of the others change.</summary>
    void Choose(int place);
}
