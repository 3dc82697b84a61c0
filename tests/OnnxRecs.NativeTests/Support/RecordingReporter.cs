using OnnxRecs.Pipeline;

namespace OnnxRecs.NativeTests.Support;

/// <summary>Keeps the messages, and lets a test act on progress.</summary>
internal sealed class RecordingReporter : IReporter
{
    public List<string> Messages { get; } = [];

    /// <summary>Called with the fraction and the detail.</summary>
    public Action<double, string> OnProgress { get; init; } = (_, _) => { };

    public void Message(string text) => Messages.Add(text);

    public void Progress(string task, double fraction, string detail) => OnProgress(fraction, detail);
}
