namespace OnnxRecs.Serving;

/// <summary>"Because you liked X."</summary>
/// <param name="Item">Outside id of the item of the history.</param>
/// <param name="Title">Its title.</param>
/// <param name="Weight">Its part in the score, or its cosine to the recommended item.</param>
public sealed record Reason(string Item, string Title, double Weight);

/// <summary>The items of a history that speak most for an item.</summary>
/// <param name="Kind">What the weights are.</param>
/// <param name="Items">The greatest first.</param>
public sealed record Reasons(ReasonKind Kind, Reason[] Items);

/// <summary>What weights of reasons are.</summary>
public enum ReasonKind
{
    /// <summary>The ranker's score is the sum over the items of the history, as of EASE and of item neighbours: the weights are these terms.</summary>
    Contribution,

    /// <summary>Cosines of the item vectors that retrieval goes by. They tell of likeness, not of how the ranker came to its score.</summary>
    Likeness,
}
