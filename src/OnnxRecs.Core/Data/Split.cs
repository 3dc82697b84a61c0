namespace OnnxRecs.Data;

/// <summary>One data set in three parts, over the same users and items.</summary>
/// <param name="Name">How it was made, such as "temporal-user 80/10/10".</param>
public sealed record Split(Interactions Train, Interactions Validation, Interactions Test, string Name);
