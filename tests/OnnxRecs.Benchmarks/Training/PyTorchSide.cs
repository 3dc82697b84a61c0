using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace OnnxRecs.Benchmarks.Training;

/// <summary>The same training in Python, in a process that waits for orders and uses nothing while others have their turn.</summary>
internal sealed class PyTorchSide : IDisposable
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);
    private readonly Process _process;

    private PyTorchSide(Process process, string version) => (_process, Version) = (process, version);

    public string Version { get; }

    /// <summary>Null where there is no Python with torch and numpy.</summary>
    /// <param name="environment">Set for this process alone.</param>
    public static PyTorchSide? TryStart(params (string Name, string Value)[] environment)
    {
        // Debian's own Python has Debian's packages, another one that comes first in the path has not.
        string python = File.Exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3";
        var start = new ProcessStartInfo(python, [Path.Combine(AppContext.BaseDirectory, "pytorch", "side.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        try
        {
            Process process = Process.Start(start)!;
            process.BeginErrorReadLine();
            if (process.StandardOutput.ReadLine() is { } greeting) return new PyTorchSide(process, JsonDocument.Parse(greeting).RootElement.GetProperty("version").GetString()!);
            process.Dispose();
        }
        catch (Win32Exception)
        {
            // No Python at all.
        }
        return null;
    }

    public Turn Run(TrainingCase shape, TurnLength length)
    {
        JsonObject order = shape.Order.DeepClone().AsObject();
        order["model"] = shape.Model;
        order["threads"] = shape.Threads;
        order["warmUpSteps"] = length.WarmUpSteps;
        order["seconds"] = length.Seconds;
        _process.StandardInput.WriteLine(order.ToJsonString());
        _process.StandardInput.Flush();
        string answer = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("Python ended; run pytorch/side.py by hand to see why.");
        return JsonSerializer.Deserialize<Turn>(answer, Web)!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }
}
