using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Models;
using OnnxRecs.Models.Spaces;
using OnnxRecs.Runtime;
using OnnxRecs.Study.Tuning;
using OnnxRecs.Train;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs tune</c>: searches settings of models.</summary>
internal static class TuneCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var models = new Argument<string[]>("MODEL") { Description = "Only these models, which the settings need not have; default: all in the settings", Arity = ArgumentArity.ZeroOrMore };
        models.Validators.Add(CommonOptions.RefuseOptions);
        var all = new Option<bool>("--all") { Description = "Show every trial, best first" };
        var spaces = new Option<bool>("--spaces") { Description = "Only show what is drawn for each option, as $.tune.spaces takes it" };
        var command = new Verb(
            "tune",
            "Searches settings of models: random search with successive halving, judged by the validation part.",
            """
            The first trial of a model has its settings as they stand, the others have options drawn from what each option declares (--spaces) or
            $.tune.spaces names. Models with epochs begin with few; one trial in $.tune.eta goes on with $.tune.eta times as many, and the first
            always does. Other models are computed in full in each trial. The score is that of the exported files for all users of the validation
            part, NDCG@10 over the whole catalogue or RMSE; the test part is not looked at.
            Trials and a table of them, MODEL.csv, are in models/tune/DATASET. An interrupted search goes on where it was, a finished one is only
            shown again, and more trials add to those that are done. A trial that fails counts as the worst and is kept too; --force tries again.

            Examples:
              onnxrecs tune
              onnxrecs tune ease item-knn --all
              onnxrecs tune neumf --set tune.trials=81
              onnxrecs tune ease --set 'tune.spaces.ease.regularization={"from":10,"to":5000,"scale":"log"}'
            """)
        {
            models,
            all,
            spaces,
            CommonOptions.Force,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            ModelEntry[] chosen = Chosen(line.GetValue(models) ?? [], config);
            if (line.GetValue(spaces))
            {
                terminal.WriteJson(new JsonObject(chosen.Select(model => KeyValuePair.Create(model.Name, (JsonNode?)SearchSpace.Declared(model, config)))));
                return Task.CompletedTask;
            }
            TorchDevice.Open(config.Device, config.Threads); // what is not there is no fault of a trial
            (Tuner tuner, IReadOnlyList<TunedModel> tuned) = LiveReporter.Run(terminal, time, reporter =>
            {
                var tuner = new Tuner(config, reporter, OnnxModel.Opener(config.Device), settings => TrainStage.Tasks(settings, time), time);
                return (tuner, tuner.Run(chosen, line.GetValue(CommonOptions.Force), cancel));
            });
            TuneTable.Write(tuned, config, tuner.Folder, terminal, line.GetValue(CommonOptions.Json), line.GetValue(all));
            if (tuned.FirstOrDefault(model => model.Best is null) is { } failed)
                throw new InputException($"{failed.Model}: no trial came to a score, the first one failed with: {failed.Results.First(result => result.Failure is not null).Failure}");
            return Task.CompletedTask;
        });
        return command;
    }

    private static ModelEntry[] Chosen(string[] names, PipelineConfig config)
    {
        IEnumerable<string> known = ModelCatalog.Entries.Select(entry => entry.Name);
        if (names.FirstOrDefault(name => !known.Contains(name)) is { } unknown)
            throw new InputException($"There is no model \"{unknown}\" ({string.Join(", ", known)}){Spelling.Hint(unknown, known)}");
        return [.. (names.Length == 0 ? config.Models.Keys : names.Distinct()).Select(ModelCatalog.Find)];
    }
}
