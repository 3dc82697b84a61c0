namespace OnnxRecs.Data;

/// <summary>Settings of <see cref="SampleGenerator"/>; the defaults make the set in <c>data/sample</c>.</summary>
public sealed record SampleOptions
{
    /// <summary>Everything random follows from it.</summary>
    public ulong Seed { get; init; } = 20260101;

    /// <summary>People who rate.</summary>
    public int UserCount { get; init; } = 600;

    /// <summary>Films; a few may get no rating.</summary>
    public int FilmCount { get; init; } = 1200;

    /// <summary>Ratings of all people together, met up to rounding.</summary>
    public int RatingCount { get; init; } = 50_000;

    /// <summary>Nobody rates fewer films.</summary>
    public int MinPerUser { get; init; } = 20;

    /// <summary>Hidden kinds of taste; every film belongs to one.</summary>
    public int TasteCount { get; init; } = 12;

    /// <summary>Probability that a film is followed, in one sitting, by one soon after it in the fixed order of its kind: what sequence models can learn.</summary>
    public double FollowShare { get; init; } = 0.5;

    /// <summary>Probability that a film is taken from everything, by popularity alone: what only a popularity model can learn.</summary>
    public double CrowdShare { get; init; } = 0.3;

    /// <summary>Probability, at each sitting, that a person's main kind of taste changes: what makes recent history matter more.</summary>
    public double DriftShare { get; init; } = 0.15;

    /// <summary>Steepness of the popularity curve: the film of rank r weighs (r + 20)^-steepness.</summary>
    public double Steepness { get; init; } = 1.7;
}
