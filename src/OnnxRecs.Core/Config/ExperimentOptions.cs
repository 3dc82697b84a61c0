using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace OnnxRecs.Config;

/// <summary>A second way to rank, for a part of the users: an A/B test. Who is in it depends on the experiment's name and the user's id alone.</summary>
public sealed record ExperimentOptions
{
    /// <summary>Another name draws other users.</summary>
    [MinLength(1)]
    public string Name { get; init; } = "b";

    /// <summary>The share of the users that is in it.</summary>
    [Range(0.0, 1.0)]
    public double Share { get; init; } = 0.5;

    /// <summary>What differs from $.rank, as a part of it (RFC 7396): null takes a key away.</summary>
    public JsonObject Rank { get; init; } = [];
}
