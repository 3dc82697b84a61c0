using OnnxRecs.Artifacts;

namespace OnnxRecs.Pipeline;

/// <summary>Makes the artifacts of models/DATASET: all that are out of date, or those of one stage.</summary>
/// <remarks>
/// An artifact is up to date when its manifest carries the key that its settings, the seed and its inputs' keys give, and its files
/// are intact. Since each is either whole or as before (<see cref="ArtifactWriter"/>), a run that was interrupted goes on where it was.
/// </remarks>
public sealed class PipelineRunner
{
    private readonly IReadOnlyList<ArtifactTask> _tasks;
    private readonly StageContext _context;
    private readonly TimeProvider _time;
    private readonly string _folder;

    /// <param name="tasks">In an order in which every input comes before its user.</param>
    /// <param name="context">Settings, reporter and the way to open a model.</param>
    /// <param name="time">Measures how long each task takes.</param>
    /// <exception cref="ArgumentException">A name occurs twice, or an input is not listed before its user.</exception>
    public PipelineRunner(IReadOnlyList<ArtifactTask> tasks, StageContext context, TimeProvider time)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (ArtifactTask task in tasks)
        {
            if (task.Inputs.FirstOrDefault(input => !known.Contains(input)) is { } missing) throw new ArgumentException($"'{missing}' is an input of '{task.Name}' but not listed before it.", nameof(tasks));
            if (!known.Add(task.Name)) throw new ArgumentException($"Two artifacts are called '{task.Name}'.", nameof(tasks));
        }
        _tasks = tasks;
        _context = context;
        _time = time;
        _folder = FolderOf(context.Config);
    }

    /// <summary>Where the artifacts of a configuration lie: models/DATASET.</summary>
    public static string FolderOf(Config.PipelineConfig config) => Path.Combine(config.ModelsDirectory, config.Dataset);

    /// <summary>Makes everything that is out of date, in order.</summary>
    /// <param name="force">Makes all of it anew, and nothing goes on from what an interrupted run has left.</param>
    /// <param name="cancel">Ends the run; what was made so far stays.</param>
    public IReadOnlyList<TaskOutcome> RunAll(bool force, CancellationToken cancel) =>
        Locked(() =>
        {
            var made = new Dictionary<string, Artifact>(StringComparer.Ordinal);
            var outcomes = new List<TaskOutcome>();
            foreach (ArtifactTask task in _tasks)
            {
                TaskOutcome outcome = Ensure(task, task.Inputs.ToDictionary(name => name, name => made[name]), force, cancel);
                made.Add(task.Name, outcome.Artifact);
                outcomes.Add(outcome);
            }
            return outcomes;
        });

    /// <summary>Makes what is out of date in one stage, from the artifacts of earlier stages as they lie there.</summary>
    /// <param name="stage">The stage.</param>
    /// <param name="names">Only these of its artifacts; empty: all.</param>
    /// <param name="force">Makes them even when they are up to date, and from the start.</param>
    /// <param name="cancel">Ends the run; what was made so far stays.</param>
    /// <exception cref="InputException">A name is unknown, or an input is missing or rests on other data.</exception>
    /// <exception cref="InvalidDataException">An input is damaged.</exception>
    public IReadOnlyList<TaskOutcome> RunStage(string stage, IReadOnlyCollection<string> names, bool force, CancellationToken cancel)
    {
        ArtifactTask[] ofStage = [.. _tasks.Where(task => task.Stage == stage)];
        if (ofStage.Length == 0) throw new InputException($"These settings have no stage \"{stage}\": $.candidates.source is empty.");
        string[] known = [.. ofStage.Select(task => task.Name)];
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new InputException($"\"{unknown}\" is not in the settings' models ({string.Join(", ", known)}){Config.Spelling.Hint(unknown, known)}");

        return Locked(() =>
        {
            ArtifactTask[] chosen = [.. ofStage.Where(task => names.Count == 0 || names.Contains(task.Name))];
            Dictionary<string, Artifact> inputs = OpenInputs(chosen);
            return Array.ConvertAll(chosen, task =>
            {
                TaskOutcome outcome = Ensure(task, task.Inputs.ToDictionary(name => name, name => inputs[name]), force, cancel);
                inputs[task.Name] = outcome.Artifact;
                return outcome;
            });
        });
    }

    /// <summary>What the tasks are made from, except what they make for one another.</summary>
    private Dictionary<string, Artifact> OpenInputs(ArtifactTask[] users)
    {
        var opened = new Dictionary<string, Artifact>(StringComparer.Ordinal);
        foreach (ArtifactTask task in _tasks.Where(task => !users.Contains(task) && users.Any(user => user.Inputs.Contains(task.Name))))
        {
            Artifact artifact = Artifact.Open(Path.Combine(_folder, task.Name), task.Kind);
            opened.Add(task.Name, artifact.RequireData((opened.Values.FirstOrDefault() ?? artifact).Manifest.DataFingerprint));
            IEnumerable<KeyValuePair<string, string>> inputKeys = task.Inputs.Where(opened.ContainsKey).Select(name => KeyValuePair.Create(name, opened[name].Manifest.Key));
            if (Difference(task, artifact.Manifest, inputKeys) is { } difference)
                _context.Reporter.Message($"note: {artifact.Folder} is used as it lies there, but {difference} since it was made; `onnxrecs pipeline` would make it again");
        }
        return opened;
    }

    private TaskOutcome Ensure(ArtifactTask task, Dictionary<string, Artifact> inputs, bool force, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var inputKeys = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, Artifact input) in inputs) inputKeys.Add(name, input.Manifest.Key);
        if (task.Source is not null) inputKeys.Add(ArtifactKey.SourceInput, SourceOf(task, cancel));
        string key = ArtifactKey.Of(task, ArtifactKey.SettingsOf(task, _context.Config.Seed), inputKeys);

        (Artifact? present, string? reason) = Present(task, key, inputKeys);
        if (force) reason ??= "forced";
        if (present is null || reason is not null)
        {
            _context.Reporter.Message($"{task.Label}: {(reason is null ? "" : reason + ", ")}building");
            Artifact built = Build(task, inputs, inputKeys, key, force, cancel);
            Publish(task, built);
            return new TaskOutcome(task, built, Built: true);
        }
        _context.Reporter.Message($"{task.Label}: up to date");
        Publish(task, present);
        return new TaskOutcome(task, present, Built: false);
    }

    /// <summary>The hash of the source, or that of the artifact's own where the source is gone: artifacts can be carried elsewhere without it.</summary>
    private string SourceOf(ArtifactTask task, CancellationToken cancel)
    {
        try
        {
            return task.Source!(cancel);
        }
        catch (InputException e) when (Directory.Exists(Path.Combine(_folder, task.Name)))
        {
            Manifest made = Artifact.Open(Path.Combine(_folder, task.Name), task.Kind).Manifest;
            if (!ArtifactKey.SameSettings(made.Settings, ArtifactKey.SettingsOf(task, _context.Config.Seed))) throw;
            _context.Reporter.Message($"note: {task.Label} is used as it lies there, its source is gone ({e.Message})");
            return made.Inputs.GetValueOrDefault(ArtifactKey.SourceInput, "");
        }
    }

    /// <summary>What lies there, and why it must be made again. Neither: nothing lies there.</summary>
    private (Artifact? Artifact, string? Reason) Present(ArtifactTask task, string key, SortedDictionary<string, string> inputKeys)
    {
        string folder = Path.Combine(_folder, task.Name);
        if (!Directory.Exists(folder)) return (null, null);
        try
        {
            var artifact = Artifact.Open(folder, task.Kind);
            return artifact.Manifest.Key == key ? (artifact, null) : (artifact, Difference(task, artifact.Manifest, inputKeys) ?? "key changed");
        }
        catch (InvalidDataException e)
        {
            return (null, e.Message.Split(": run `")[0]);
        }
    }

    /// <summary>What has changed since an artifact was made: its settings, or those inputs that are given.</summary>
    private string? Difference(ArtifactTask task, Manifest manifest, IEnumerable<KeyValuePair<string, string>> inputKeys)
    {
        if (!ArtifactKey.SameSettings(manifest.Settings, ArtifactKey.SettingsOf(task, _context.Config.Seed))) return "settings changed";
        string[] changed = [.. inputKeys.Where(input => manifest.Inputs.GetValueOrDefault(input.Key) != input.Value).Select(input => input.Key)];
        return changed.Length == 0 ? null : $"{string.Join(", ", changed)} changed";
    }

    private Artifact Build(ArtifactTask task, Dictionary<string, Artifact> inputs, SortedDictionary<string, string> inputKeys, string key, bool force, CancellationToken cancel)
    {
        string? fingerprint = inputs.Values.FirstOrDefault()?.Manifest.DataFingerprint;
        foreach (Artifact input in inputs.Values) input.RequireData(fingerprint!);

        long start = _time.GetTimestamp();
        using var writer = new ArtifactWriter(Path.Combine(_folder, task.Name));
        ArtifactContents contents = task.Build(new ArtifactTaskContext(_context, _folder, key, force, inputs, writer), cancel);
        cancel.ThrowIfCancellationRequested();
        Artifact artifact = writer.Commit(new Manifest
        {
            Kind = task.Kind,
            Name = task.Name,
            Key = key,
            DataFingerprint = contents.DataFingerprint ?? fingerprint ?? throw new InvalidOperationException($"Task '{task.Name}' has neither inputs nor a data fingerprint of its own."),
            Settings = ArtifactKey.SettingsOf(task, _context.Config.Seed),
            Inputs = inputKeys,
            Graphs = contents.Graphs,
            Figures = contents.Figures,
        });
        contents.Committed?.Invoke();
        double seconds = contents.EarlierSeconds + _time.GetElapsedTime(start).TotalSeconds;
        new Timings(_folder).Set(task.Name, seconds);
        _context.Reporter.Message($"{task.Label}: done in {seconds:0.0} s");
        return artifact;
    }

    /// <summary>Also after "up to date": the copy may have been removed, or the run killed just before it was made.</summary>
    private void Publish(ArtifactTask task, Artifact artifact)
    {
        if (task.Published is null) return;
        string copy = Path.Combine(_folder, task.Published);
        byte[] content = File.ReadAllBytes(artifact.PathOf(task.Published));
        if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(content)) AtomicFile.Write(copy, stream => stream.Write(content));
    }

    private IReadOnlyList<TaskOutcome> Locked(Func<IReadOnlyList<TaskOutcome>> work)
    {
        using var held = new FolderLock(_folder);
        ArtifactWriter.RecoverAll(_folder);
        return work();
    }
}
