using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli.Tasks;

/// <summary>One line of a list for a user.</summary>
/// <param name="Item">Outside id.</param>
/// <param name="Title">What the catalogue calls it.</param>
/// <param name="Score">The ranker's, after re-ranking; comparable within one list.</param>
internal sealed record Recommendation(string Item, string Title, double Score);

/// <summary>The whole chain for one user, from the artifacts.</summary>
internal static class Recommendations
{
    /// <summary>Retrieves, ranks and re-ranks.</summary>
    /// <param name="context">Settings and the way to open a model.</param>
    /// <param name="user">Outside id of a user, or null: then the history says who it is.</param>
    /// <param name="history">Outside ids of liked items, oldest first.</param>
    /// <param name="ranker">Name of the model that orders.</param>
    /// <param name="count">How many are wanted.</param>
    /// <exception cref="InputException">An id is unknown or an artifact is missing.</exception>
    public static IReadOnlyList<Recommendation> For(StageContext context, string? user, string[] history, string ranker, int count) => throw new NotImplementedException();
}
