using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace OnnxRecs.NativeTests.Support;

/// <summary>What a process left behind.</summary>
internal sealed record ProcessEnd(int ExitCode, string Out, string Error);

/// <summary>A process whose lines can be waited for, and that is gone when the test is.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int CtrlC = 2; // SIGINT
    private const nint DefaultHandler = 0; // SIG_DFL

    // Far more than anything here takes, even on a busy machine: a test that waits this long has failed.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly Process _process;
    private readonly Channel<string> _errorLines = Channel.CreateUnbounded<string>();
    private readonly List<string> _error = [];
    private readonly Task<string> _out;
    private readonly Task _reading;

    private ChildProcess(Process process)
    {
        _process = process;
        _out = process.StandardOutput.ReadToEndAsync();
        _reading = ReadErrorAsync();
    }

    /// <param name="program">A name on the path.</param>
    /// <param name="arguments">Passed on as they are.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Null takes a variable away.</param>
    public static ChildProcess Start(string program, IEnumerable<string> arguments, string folder, params IEnumerable<(string Name, string? Value)> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string? value) in environment) start.Environment[name] = value;
        if (OperatingSystem.IsWindows()) return new ChildProcess(Process.Start(start)!);
        // A child inherits that Ctrl-C is ignored, and so it is for these tests where a script runs them in the background.
        nint inherited = SetHandler(CtrlC, DefaultHandler);
        try
        {
            return new ChildProcess(Process.Start(start)!);
        }
        finally
        {
            _ = SetHandler(CtrlC, inherited);
        }
    }

    public static async Task<ProcessEnd> RunAsync(string program, IEnumerable<string> arguments, string folder, params IEnumerable<(string Name, string? Value)> environment)
    {
        using ChildProcess child = Start(program, arguments, folder, environment);
        return await child.EndAsync();
    }

    /// <summary>Waits for a line on the error stream; false when the process ends without one.</summary>
    public async Task<bool> SaysAsync(Func<string, bool> line)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (await _errorLines.Reader.WaitToReadAsync(limit.Token))
        {
            while (_errorLines.Reader.TryRead(out string? said))
            {
                if (line(said)) return true;
            }
        }
        return false;
    }

    /// <summary>Sends a signal, such as "INT"; to a process that has ended it does nothing.</summary>
    public async Task SignalAsync(string signal)
    {
        using Process kill = Process.Start(new ProcessStartInfo("kill", [$"-{signal}", $"{_process.Id}"]) { RedirectStandardError = true })!;
        await kill.WaitForExitAsync();
    }

    public async Task<ProcessEnd> EndAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        await _reading;
        return new ProcessEnd(_process.ExitCode, await _out, string.Join('\n', _error));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint SetHandler(int signal, nint handler);

    private async Task ReadErrorAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            _error.Add(line);
            _errorLines.Writer.TryWrite(line);
        }
        _errorLines.Writer.Complete();
    }
}
