using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Models.Spaces;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Study.Tuning;

/// <summary>How the models of a configuration are trained: a task for each, in an order in which parts come before what begins with them.</summary>
public delegate IEnumerable<ArtifactTask> TrainingTasks(PipelineConfig config);

/// <summary>Searches settings for models: random draws, successive halving, the same number of trials for each, judged by the validation part alone.</summary>
/// <remarks>
/// Each training is an artifact of its own (<see cref="TrialTask"/>), so an interrupted search goes on where it was and a finished one is only read again; more trials or other models
/// add to what is there.
/// </remarks>
public sealed class Tuner
{
    private readonly PipelineConfig _config;
    private readonly StageContext _context;
    private readonly TrainingTasks _training;
    private readonly TimeProvider _time;
    private int _trainings, _done;

    /// <param name="config">The settings of the run.</param>
    /// <param name="reporter">Where it says how far it is.</param>
    /// <param name="openModel">Opens an exported model.</param>
    /// <param name="training">How models are trained.</param>
    /// <param name="time">Measures how long each training takes.</param>
    public Tuner(PipelineConfig config, IReporter reporter, OpenModel openModel, TrainingTasks training, TimeProvider time)
    {
        _config = config with { ModelsDirectory = Path.Combine(config.ModelsDirectory, "tune") };
        _context = new StageContext(_config, reporter, openModel);
        (_training, _time) = (training, time);
    }

    /// <summary>Where trials and tables lie: models/tune/DATASET.</summary>
    public string Folder => PipelineRunner.FolderOf(_config);

    /// <summary>The table of all trials of a model.</summary>
    public string FileOf(string model) => Path.Combine(Folder, $"{model}.csv");

    /// <param name="models">In this order; one that the settings lack has its defaults as the settings that stand.</param>
    /// <param name="force">Makes all trials anew.</param>
    /// <param name="cancel">Ends the search; the trials that are done stay.</param>
    /// <exception cref="InputException">There is no validation part, or a space has nothing that can be drawn.</exception>
    public IReadOnlyList<TunedModel> Run(IEnumerable<ModelEntry> models, bool force, CancellationToken cancel)
    {
        Search[] searches = [.. models.Select(SearchOf)];
        (_trainings, _done) = (searches.Sum(search => search.Rungs.Sum(rung => rung.Trials)), 0);
        ArtifactTask data = DataStage.Task(_config, _context.Reporter);
        ArtifactTask[] parts = [.. searches.SelectMany(search => search.Parts).DistinctBy(part => part.Name)];
        IReadOnlyList<TaskOutcome> made = new PipelineRunner([data, .. parts], _context, _time).RunAll(force, cancel);
        PreparedData prepared = DataStage.Load(made[0].Artifact);
        if (prepared.UsersWithTargets(Phase.Validation).Length == 0)
            throw new InputException($"$.split.validation: {prepared.Name} has no validation part ({prepared.Split.Name}), by which settings are chosen; set it to a share such as 0.1.");
        return Array.ConvertAll(searches, search => Run(search, [data, .. parts], force, cancel));
    }

    /// <summary>What is to be done for one model.</summary>
    /// <param name="Model">The model.</param>
    /// <param name="Space">What is drawn.</param>
    /// <param name="Trials">The settings to try.</param>
    /// <param name="Rungs">The rounds.</param>
    /// <param name="Parts">How the models that it begins with are trained, once for all trials.</param>
    private sealed record Search(ModelEntry Model, SearchSpace Space, IReadOnlyList<JsonObject> Trials, Rung[] Rungs, ArtifactTask[] Parts);

    private Search SearchOf(ModelEntry model)
    {
        JsonObject settings = _config.Models.GetValueOrDefault(model.Name, []);
        object options = OptionsOf(model, settings);
        SearchSpace space = SearchSpace.Of(model, _config, except: model.Parts(options).SelectMany(part => part.Shared));
        IReadOnlyList<JsonObject> trials = space.Trials(settings, _config.Tune.Trials, (ulong)_config.Seed);
        Rung[] rungs = Halving.Of(trials.Count, _config.Tune, (int?)ModelCatalog.ToJson(model, options)[SearchSpace.Epochs]);
        return new Search(model, space, trials, rungs, [.. TrainingOf(model, settings).SkipLast(1)]);
    }

    private TunedModel Run(Search search, ArtifactTask[] inputs, bool force, CancellationToken cancel)
    {
        var results = new List<TrialResult>();
        int[] chosen = [.. Enumerable.Range(1, search.Trials.Count)];
        for (int rung = 1; rung <= search.Rungs.Length; rung++)
        {
            if (rung > 1) chosen = GoingOn(results.Where(result => result.Rung == rung - 1), search.Rungs[rung - 1].Trials);
            ArtifactTask[] tasks = [.. chosen.Select((trial, i) => TaskOf(search, trial, rung, (double)(_done + i) / _trainings))];
            if (tasks.Length == 0) break;
            IReadOnlyList<TaskOutcome> outcomes = new PipelineRunner([.. inputs, .. tasks], _context, _time).RunStage(TrialTask.Stage, [], force, cancel);
            var timings = new Timings(Folder);
            results.AddRange(chosen.Zip(outcomes, (trial, outcome) => ResultOf(search, trial, rung, outcome, timings)));
            TrialFile.Write(FileOf(search.Model.Name), search.Space.Dimensions.Keys, results);
            _done += search.Rungs[rung - 1].Trials;
        }
        return new TunedModel(search.Model.Name, search.Rungs.Length, results);
    }

    /// <summary>The first trial, and the best of the others; whatever failed ends there.</summary>
    private static int[] GoingOn(IEnumerable<TrialResult> results, int count)
    {
        int[] best = [.. TrialResult.InOrder(results.Where(result => result.Score is not null)).Select(result => result.Trial)];
        return [.. best.Where(trial => trial == 1), .. best.Where(trial => trial != 1).Take(count - 1).Order()];
    }

    private ArtifactTask TaskOf(Search search, int trial, int rung, double progress)
    {
        var settings = (JsonObject)search.Trials[trial - 1].DeepClone();
        string name = $"{search.Model.Name}-{trial:000}";
        string with = "";
        if (search.Rungs[rung - 1].Epochs is { } epochs)
        {
            settings[SearchSpace.Epochs] = epochs;
            name += $"-e{epochs}";
            with = $", at most {epochs} epochs";
        }
        ArtifactTask task = TrialTask.Of(TrainingOf(search.Model, settings).Last(), name);
        return task with
        {
            Build = (context, cancellation) =>
            {
                string rungs = search.Rungs.Length > 1 ? $", rung {rung} of {search.Rungs.Length}" : "";
                _context.Reporter.Progress(TrialTask.Stage, progress, $"{search.Model.Name}: trial {trial} of {search.Trials.Count}{rungs}{with}");
                return task.Build(context, cancellation);
            },
        };
    }

    private static TrialResult ResultOf(Search search, int trial, int rung, TaskOutcome outcome, Timings timings)
    {
        (string? metric, double? score, string? failure) = TrialTask.Read(outcome.Artifact);
        JsonObject all = ModelCatalog.ToJson(search.Model, OptionsOf(search.Model, search.Trials[trial - 1]));
        var drawn = new JsonObject(search.Space.Dimensions.Keys.Select(option => KeyValuePair.Create(option, all[option]?.DeepClone())));
        return new TrialResult(trial, rung, search.Rungs[rung - 1].Epochs, drawn, metric, score, timings.Seconds.GetValueOrDefault(outcome.Task.Name), failure);
    }

    /// <summary>The model's own task is the last.</summary>
    private IEnumerable<ArtifactTask> TrainingOf(ModelEntry model, JsonObject settings)
    {
        var models = new OrderedDictionary<string, JsonObject>(StringComparer.Ordinal);
        foreach (PreTrainedPart part in model.Parts(OptionsOf(model, settings))) models.Add(part.Model, _config.Models[part.Model]);
        models.Add(model.Name, settings);
        return _training(_config with { Models = models });
    }

    private static object OptionsOf(ModelEntry model, JsonObject settings) =>
        ModelCatalog.OptionsOf(model, new PipelineConfig { Models = new(StringComparer.Ordinal) { [model.Name] = settings } });
}
