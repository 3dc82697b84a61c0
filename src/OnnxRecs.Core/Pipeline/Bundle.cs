namespace OnnxRecs.Pipeline;

/// <summary>What a bundle is asked, see <see cref="BundleNames"/>.</summary>
/// <param name="History">Outside ids of liked items, oldest first; unknown ones are ignored.</param>
/// <param name="Banned">Outside ids of items that are not to be given.</param>
/// <param name="Count">How many are wanted.</param>
/// <param name="Alpha">Weight of the popularity penalty.</param>
/// <param name="Lambda">MMR's weight of relevance.</param>
public sealed record BundleRequest(string[] History, string[] Banned, long Count, float Alpha, float Lambda);

/// <summary>A list with the scores that each step gave its items, best first.</summary>
/// <param name="Ids">Outside ids.</param>
/// <param name="Scores">MMR's.</param>
/// <param name="RetrievalScores">The index's.</param>
/// <param name="RankerScores">The ranker's.</param>
/// <param name="PenalisedScores">After the popularity penalty.</param>
public sealed record BundleAnswer(string[] Ids, float[] Scores, float[] RetrievalScores, float[] RankerScores, float[] PenalisedScores);
