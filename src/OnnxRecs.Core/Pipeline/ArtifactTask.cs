using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;

namespace OnnxRecs.Pipeline;

/// <summary>How one artifact is made: a line in the list that <see cref="PipelineRunner"/> works through.</summary>
/// <param name="Stage">"data", "train", "candidates", "rank", "evaluate" or "tune".</param>
/// <param name="Name">The artifact's folder under models/DATASET.</param>
/// <param name="Kind">See <see cref="ArtifactKinds"/>.</param>
/// <param name="Inputs">Names of the artifacts it is made from; tasks listed earlier.</param>
/// <param name="Settings">Every setting that its content depends on, except the seed, which the runner adds. Must not be changed afterwards.</param>
/// <param name="Build">Makes it. Throws <see cref="OperationCanceledException"/> soon after the token asks for it.</param>
public sealed record ArtifactTask(
    string Stage,
    string Name,
    string Kind,
    string[] Inputs,
    JsonObject Settings,
    Func<ArtifactTaskContext, CancellationToken, ArtifactContents> Build)
{
    /// <summary>Hash of what it reads outside models/, so that a changed source is noticed.</summary>
    public Func<CancellationToken, string>? Source { get; init; }

    /// <summary>A file that is also laid beside the artifact's folder, where people look for it.</summary>
    public string? Published { get; init; }

    /// <summary>How messages call it: "train neumf", "candidates".</summary>
    public string Label => Kind switch
    {
        ArtifactKinds.Model or ArtifactKinds.Trial or ArtifactKinds.Quantized => $"{Stage} {Name}",
        ArtifactKinds.Negatives => Name,
        _ => Stage,
    };
}

/// <summary>What a task is handed.</summary>
/// <param name="Stage">Settings, reporter and the way to open a model.</param>
/// <param name="ModelsFolder">models/DATASET: checkpoints live below it, outside the artifacts.</param>
/// <param name="Key">The artifact's key; a checkpoint that carries another one is of other settings or other inputs.</param>
/// <param name="Forced">Whether it must begin from the start, whatever an interrupted run has left.</param>
/// <param name="Inputs">The artifacts it is made from, checked and all of the same data.</param>
/// <param name="Output">Takes the files.</param>
public sealed record ArtifactTaskContext(
    StageContext Stage,
    string ModelsFolder,
    string Key,
    bool Forced,
    IReadOnlyDictionary<string, Artifact> Inputs,
    ArtifactWriter Output);

/// <summary>What a task says of the artifact it made; the runner completes the manifest.</summary>
public sealed record ArtifactContents
{
    /// <summary>Only of the data task: the fingerprint of the prepared data. All others have that of their inputs.</summary>
    public string? DataFingerprint { get; init; }

    /// <inheritdoc cref="Manifest.Graphs"/>
    public GraphInfo[] Graphs { get; init; } = [];

    /// <inheritdoc cref="Manifest.Figures"/>
    public SortedDictionary<string, double> Figures { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What earlier runs, which were interrupted, spent on work that this one went on from.</summary>
    public double EarlierSeconds { get; init; }

    /// <summary>Clears away what is of no use once the artifact is in its place, and was of use until then.</summary>
    public Action? Committed { get; init; }
}

/// <summary>What became of a task.</summary>
/// <param name="Task">The task.</param>
/// <param name="Artifact">What lies there now.</param>
/// <param name="Built">False: it was up to date.</param>
public sealed record TaskOutcome(ArtifactTask Task, Artifact Artifact, bool Built);
