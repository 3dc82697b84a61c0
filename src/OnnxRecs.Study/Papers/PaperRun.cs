using OnnxRecs.Metrics;

namespace OnnxRecs.Study.Papers;

/// <summary>A published result and how to measure up to it.</summary>
/// <param name="Name">What <c>onnxrecs paper</c> takes; also the folder of its artifacts.</param>
/// <param name="What">Model and data, in a few words.</param>
/// <param name="Source">The paper whose figures these are, and its protocol.</param>
/// <param name="Model">Which model of the settings is judged.</param>
/// <param name="Stage">By which lines of the evaluation, see <see cref="EvaluationRow.Stage"/>.</param>
/// <param name="Time">How long it takes on two cores.</param>
/// <param name="Figures">What was published and what is asked.</param>
public sealed record PaperRun(string Name, string What, string Source, string Model, string Stage, string Time, params PaperFigure[] Figures)
{
    /// <summary>How messages call <see cref="Settings"/>.</summary>
    public string SettingsName => $"{Name}.json";

    /// <summary>The settings of the run, as the text of a <c>pipeline.json</c>.</summary>
    public required string Settings { get; init; }

    /// <summary>Values of <c>$.split.fold</c>: it is run on each, and judged by the means. None: it is run once.</summary>
    public string[] Folds { get; init; } = [];

    /// <summary>Where its artifacts lie unless the settings say otherwise.</summary>
    public string ModelsDirectory => Path.Combine("models", "papers", Name);
}
