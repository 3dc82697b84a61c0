namespace OnnxRecs.Data;

/// <summary>One data set in parts, over the same users and items.</summary>
/// <param name="Train">What models learn from.</param>
/// <param name="Validation">What is sought when settings are chosen.</param>
/// <param name="Test">What is sought for the figures that are reported.</param>
/// <param name="Name">How it was made, such as "temporal-user 80/10/10".</param>
public sealed record Split(Interactions Train, Interactions Validation, Interactions Test, string Name)
{
    /// <summary>
    /// Events of users that are held out of training: nobody learns from them, but they are known when such a user asks. A user with events
    /// here has none in <see cref="Train"/>.
    /// </summary>
    public Interactions FoldIn { get; init; } = Train.Where(_ => false);

    /// <summary>What a reader of the figures must know, such as a warning of leakage.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The parts with their names.</summary>
    public IEnumerable<(string Name, Interactions Events)> Parts => [("train", Train), ("fold-in", FoldIn), ("validation", Validation), ("test", Test)];
}
