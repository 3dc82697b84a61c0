using System.Security.Cryptography;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Models;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>A folder of models, and the command over the repository's pipeline.json with a short training.</summary>
/// <remarks>One thread: the same bits wherever the same processor computes, and no harm from what else runs there.</remarks>
internal sealed class Workspace : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string[] _settings;

    /// <param name="training">Whether the settings are to shorten the training of all models.</param>
    public Workspace(bool training = true)
    {
        // Only models that the settings have: naming another one would add it.
        string[] trained = !training ? [] : [.. new PipelineConfig().Models.Keys.Where(name => ModelCatalog.Find(name).Options.IsSubclassOf(typeof(TrainingOptions)))];
        _settings =
        [
            "--config", Path.Combine(Repository.Root, "pipeline.json"),
            .. Set($"modelsDirectory={_folder["models"]}"), .. Set("threads=1"),
            .. trained.SelectMany(model => Set($"models.{model}.epochs=2")),
            .. trained.SelectMany(model => Set($"models.{model}.patience=2")),
        ];
    }

    /// <summary>models/sample.</summary>
    public string Models => _folder["models/sample"];

    /// <summary>A path below models/sample.</summary>
    public string this[string name] => Path.Combine(Models, name);

    /// <summary>Another folder with the same content.</summary>
    public Workspace Copy()
    {
        var copy = new Workspace();
        foreach (string file in Directory.GetFiles(Models, "*", SearchOption.AllDirectories))
        {
            string target = copy[Path.GetRelativePath(Models, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
        return copy;
    }

    /// <summary>Runs the command in this process.</summary>
    public Task<CommandLineRun> RunAsync(string command, params string[] more) => CommandLineRun.Of(Line(command, more));

    /// <summary>Starts the built command as a process of its own.</summary>
    public ChildProcess Start(string command, params string[] more) => BuiltCommand.Start(Line(command, more), _folder.Path);

    /// <summary>What follows the program's name: the words of the command, further arguments, the settings.</summary>
    public string[] Line(string command, params string[] more) => [.. command.Split(' '), .. more, .. _settings];

    public Manifest ManifestOf(string artifact) => ManifestFile.Read(this[artifact], "");

    /// <summary>Checksums of all files but the times and the lock, and the names of all folders.</summary>
    public SortedDictionary<string, string> Content()
    {
        var content = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (string entry in Directory.GetFileSystemEntries(Models, "*", SearchOption.AllDirectories))
        {
            string name = Path.GetRelativePath(Models, entry);
            if (name is ".lock" or "timings.json" or ".checkpoints") continue;
            content.Add(name, File.Exists(entry) ? Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(entry))) : "folder");
        }
        return content;
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Set(string setting) => ["--set", setting];
}
