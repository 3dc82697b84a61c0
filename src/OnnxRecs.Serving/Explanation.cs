namespace OnnxRecs.Serving;

/// <summary>One item of an answer and how it got there.</summary>
/// <param name="Item">Outside id.</param>
/// <param name="Title">What the catalogue calls it.</param>
/// <param name="Score">The last stage's.</param>
/// <param name="Sources">Which sources of candidates gave it; none of an item that fills up or is pinned.</param>
/// <param name="Places">Rank and score after each stage that has it.</param>
/// <param name="Because">Which items of the history speak for it.</param>
/// <param name="Choice">Why the stage that chooses put it here; null where the list is the sorted one.</param>
/// <param name="Outputs">Further outputs of the ranker for it, such as the gate and the strength of one that predicts ratings.</param>
public sealed record ExplainedItem(string Item, string Title, double Score, string[] Sources, Place[] Places, Reasons Because, Choice? Choice, IReadOnlyDictionary<string, double[]> Outputs);

/// <summary>How many candidates a filter dropped for this user.</summary>
public sealed record FilterDrop(string Filter, int Dropped);

/// <summary>An answer with its reasons.</summary>
/// <param name="Items">Best first.</param>
/// <param name="Drops">What each filter dropped, in their order.</param>
/// <param name="Milliseconds">What each stage took.</param>
/// <param name="Notes">What went otherwise than set.</param>
/// <param name="InExperiment">Whether the user is ranked as the experiment says.</param>
public sealed record Explanation(ExplainedItem[] Items, FilterDrop[] Drops, IReadOnlyDictionary<string, double> Milliseconds, string[] Notes, bool InExperiment);
