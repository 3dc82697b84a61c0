using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli;

/// <summary>Progress as lines, for logs: at most one in two seconds for each task.</summary>
internal sealed class PlainReporter(TextWriter writer, TimeProvider time) : IReporter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, long> _last = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public void Message(string text)
    {
        lock (_lock) writer.WriteLine(text);
    }

    public void Progress(string task, double fraction, string detail)
    {
        lock (_lock)
        {
            // The first report only starts the clock: a task that ends at once says nothing but its result.
            if (_last.TryAdd(task, time.GetTimestamp()) || time.GetElapsedTime(_last[task]) < Pause) return;
            _last[task] = time.GetTimestamp();
            writer.WriteLine($"{task}: {Math.Clamp(fraction, 0, 1) * 100:0} %{(detail.Length > 0 ? ", " + detail : "")}");
        }
    }
}
