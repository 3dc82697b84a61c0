using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Metrics;
using OnnxRecs.Pipeline;
using OnnxRecs.Study.Papers;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs paper</c>: measures up to a published result.</summary>
internal static class PaperCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var name = new Argument<string?>("NAME") { Description = "Which run; default: a list of them", Arity = ArgumentArity.ZeroOrOne };
        name.Validators.Add(CommonOptions.RefuseOptions);
        var command = new Verb(
            "paper",
            "Runs a published result and shows what was reached beside it.",
            """
            Trains, exports and evaluates with settings of its own in place of pipeline.json; the artifacts are in
            models/papers/NAME, the figures those of the exported files. An interrupted run goes on where it was; a finished one
            is only shown again. The exit code is 1 when a figure falls short of its goal.

            Examples:
              onnxrecs paper
              onnxrecs paper popular-ncf
              onnxrecs paper sasrec-ml-1m --set seed=7
            """)
        {
            name,
            CommonOptions.Force,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            if (line.GetResult(CommonOptions.Config) is OptionResult { Implicit: false })
                throw new InputException("--config does not go with paper, whose runs have settings of their own; change single ones with --set.");
            bool json = line.GetValue(CommonOptions.Json);
            if (line.GetValue(name) is { } chosen)
                return Task.FromResult(Run(PaperRunCatalog.Find(chosen), CommonOptions.OverridesOf(line), line.GetValue(CommonOptions.Force), json, terminal, time, cancel));
            PaperTable.WriteList(PaperRunCatalog.All, terminal, json);
            return Task.FromResult(0);
        });
        return command;
    }

    /// <summary>Makes what is out of date, shows what was reached and returns the exit code.</summary>
    internal static int Run(PaperRun run, IReadOnlyList<Override> overrides, bool force, bool json, Terminal terminal, TimeProvider time, CancellationToken cancel)
    {
        var evaluations = new List<Evaluation>();
        double seconds = 0;
        int seed = 0;
        foreach (string? fold in run.Folds.DefaultIfEmpty<string?>(null))
        {
            PipelineConfig config = ConfigOf(run, fold, overrides);
            if (fold is not null) terminal.Error.WriteLine($"fold {fold}");
            IReadOnlyList<TaskOutcome> outcomes = StageRun.Run(config, terminal, time, runner => runner.RunAll(force, cancel));
            evaluations.Add(EvaluationFile.Read(outcomes[^1].Artifact.PathOf(EvaluationFile.Name)));
            var timings = new Timings(PipelineRunner.FolderOf(config));
            seconds += outcomes.Where(outcome => outcome.Task.Kind == ArtifactKinds.Model).Sum(outcome => timings.Seconds.GetValueOrDefault(outcome.Task.Name));
            seed = config.Seed;
        }
        var verdict = PaperVerdict.Of(run, evaluations);
        PaperTable.Write(verdict, seconds, seed, [.. overrides.Select(setting => setting.Origin)], terminal, json);
        return verdict.IsReached ? 0 : Failure.Short;
    }

    /// <summary>Each fold has a folder of its own for its artifacts.</summary>
    private static PipelineConfig ConfigOf(PaperRun run, string? fold, IReadOnlyList<Override> overrides)
    {
        JsonObject settings = StrictJson.Parse(run.Settings, run.SettingsName);
        settings.TryAdd("modelsDirectory", run.ModelsDirectory);
        if (fold is not null) settings["split"]!["fold"] = fold;
        PipelineConfig config = ConfigFile.Bind(settings, run.SettingsName, overrides, CheckedSettings.Check);
        return fold is null ? config : config with { ModelsDirectory = Path.Combine(config.ModelsDirectory, $"fold-{fold.Replace('/', '-')}") };
    }
}
