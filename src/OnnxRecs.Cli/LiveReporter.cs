using OnnxRecs.Pipeline;
using Spectre.Console;

namespace OnnxRecs.Cli;

/// <summary>Progress as moving bars below the messages, on a terminal.</summary>
internal sealed class LiveReporter : IReporter
{
    private readonly IAnsiConsole _console;
    private readonly ProgressContext _progress;
    private readonly Dictionary<string, ProgressTask> _tasks = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    private LiveReporter(IAnsiConsole console, ProgressContext progress)
    {
        _console = console;
        _progress = progress;
    }

    /// <summary>Does some work with progress shown as the terminal allows.</summary>
    public static T Run<T>(Terminal terminal, TimeProvider time, Func<IReporter, T> work)
    {
        if (!terminal.ErrorIsTerminal) return work(new PlainReporter(terminal.Error, time));
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        return console.Progress()
            .AutoClear(true)
            .HideCompleted(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .Start(progress => work(new LiveReporter(console, progress)));
    }

    public void Message(string text)
    {
        lock (_lock) _console.WriteLine(text);
    }

    public void Progress(string task, double fraction, string detail)
    {
        lock (_lock)
        {
            if (!_tasks.TryGetValue(task, out ProgressTask? bar)) _tasks.Add(task, bar = _progress.AddTask(Markup.Escape(task), maxValue: 1));
            bar.Value = Math.Clamp(fraction, 0, 1);
            bar.Description = Markup.Escape(detail.Length > 0 ? $"{task}: {detail}" : task);
        }
    }
}
