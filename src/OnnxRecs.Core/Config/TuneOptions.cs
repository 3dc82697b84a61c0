using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;

namespace OnnxRecs.Config;

/// <summary>How settings are searched for, the same for every model.</summary>
public sealed record TuneOptions
{
    /// <summary>Settings that are tried for each model: those of $.models as they stand, and random ones.</summary>
    [Range(1, 10_000)]
    public int Trials { get; init; } = 27;

    /// <summary>
    /// Successive halving of models that have epochs: one in so many trials goes on with so many times the epochs, until those that are left have all.
    /// 1: every trial has all epochs from the start.
    /// </summary>
    [Range(1, 100)]
    public int Eta { get; init; } = 3;

    /// <summary>No trial has fewer epochs, unless all are fewer: a model that is slow to begin tells nothing before.</summary>
    [Range(1, 10_000)]
    public int MinEpochs { get; init; } = 3;

    /// <summary>
    /// By model and option what may be drawn, where it is not to be what the option itself declares: values, such as [16, 32, 64], or a range, such as
    /// { "from": 1, "to": 1000, "scale": "log" }; []: the option stays as it stands.
    /// </summary>
    public OrderedDictionary<string, JsonObject> Spaces { get; init; } = new(StringComparer.Ordinal);
}
