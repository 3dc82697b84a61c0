using System.Text.Json;

namespace OnnxRecs.Artifacts;

/// <summary>How long each artifact took to make: <c>timings.json</c> beside the artifacts, which themselves hold no times.</summary>
public sealed class Timings
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };
    private readonly SortedDictionary<string, double> _seconds = new(StringComparer.Ordinal);
    private readonly string _path;

    /// <param name="folder">Such as "models/sample".</param>
    /// <exception cref="InvalidDataException">The file is damaged.</exception>
    public Timings(string folder)
    {
        _path = Path.Combine(folder, "timings.json");
        if (!File.Exists(_path)) return;
        try
        {
            foreach ((string name, double seconds) in JsonSerializer.Deserialize<Dictionary<string, double>>(File.ReadAllText(_path)) ?? []) _seconds[name] = seconds;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"{_path} is damaged ({e.Message}): delete it, only the times shown are lost", e);
        }
    }

    /// <summary>Seconds by the artifact's name.</summary>
    public IReadOnlyDictionary<string, double> Seconds => _seconds;

    /// <summary>Notes a time and writes the file.</summary>
    public void Set(string name, double seconds)
    {
        _seconds[name] = Math.Round(seconds, 3);
        AtomicFile.WriteText(_path, JsonSerializer.Serialize(_seconds, Indented) + "\n");
    }
}
