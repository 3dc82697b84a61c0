using System.Text.Json.Nodes;

namespace OnnxRecs.Config;

/// <summary>Reads <c>pipeline.json</c> with the command line's overrides and reports everything that is wrong with them at once.</summary>
public static class ConfigFile
{
    /// <summary>Reads, overrides, binds and checks. The directories come back relative to where the program runs, not to the file.</summary>
    /// <param name="file">The settings file.</param>
    /// <param name="overrides">Applied in order, the last one wins.</param>
    /// <param name="check">Further checks that need more than this library knows: the models' options.</param>
    /// <exception cref="InputException">The file is missing or has problems; all of them are in the message.</exception>
    public static PipelineConfig Load(string file, IReadOnlyList<Override> overrides, Action<PipelineConfig, List<string>>? check = null)
    {
        if (!File.Exists(file)) throw new InputException($"{file} is missing: run in the folder that holds it, or name it with --config FILE");
        PipelineConfig config = Bind(StrictJson.Parse(File.ReadAllText(file), file), file, overrides, check);
        string folder = Path.GetDirectoryName(file) ?? "";
        return config with { DataDirectory = Path.Combine(folder, config.DataDirectory), ModelsDirectory = Path.Combine(folder, config.ModelsDirectory) };
    }

    /// <summary>Overrides, binds and checks settings that are in no file of their own; the directories stay as they are written.</summary>
    /// <param name="settings">Takes the overrides.</param>
    /// <param name="source">What to call the settings in messages.</param>
    /// <param name="overrides">Applied in order, the last one wins.</param>
    /// <param name="check">Further checks that need more than this library knows: the models' options.</param>
    /// <exception cref="InputException">There are problems; all of them are in the message.</exception>
    public static PipelineConfig Bind(JsonObject settings, string source, IReadOnlyList<Override> overrides, Action<PipelineConfig, List<string>>? check = null)
    {
        // Without this, "--set models.gru.dim=32" on a file that leaves the models to their default would train the GRU alone.
        if (!settings.ContainsKey("models")) settings["models"] = new JsonObject(new PipelineConfig().Models.Select(model => KeyValuePair.Create(model.Key, (JsonNode?)model.Value)));
        var problems = new List<string>();
        foreach (Override setting in overrides) setting.Apply(settings, problems);
        PipelineConfig config = StrictJson.Bind<PipelineConfig>(settings, "$", problems);
        check?.Invoke(config, problems);
        StrictJson.ThrowIfAny([.. problems.Select(problem => WithOrigin(problem, overrides))], source);
        return config;
    }

    private static string WithOrigin(string problem, IReadOnlyList<Override> overrides) =>
        overrides.LastOrDefault(setting => setting.Explains(problem)) is { } origin ? $"{problem} (from {origin.Origin})" : problem;
}
