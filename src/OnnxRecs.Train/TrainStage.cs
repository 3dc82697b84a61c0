using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Train;

/// <summary>Second stage: from prepared data to one artifact for each model, exported and proven.</summary>
public static class TrainStage
{
    private static readonly JsonSerializerOptions CamelCase = new(JsonSerializerDefaults.Web);

    public static IEnumerable<ArtifactTask> Tasks(PipelineConfig config, TimeProvider time) =>
        config.Models.Keys.Select(name =>
        {
            ModelEntry entry = ModelCatalog.Find(name);
            object options = ModelCatalog.OptionsOf(entry, config);
            var settings = (JsonObject)JsonSerializer.SerializeToNode(options, entry.Options, CamelCase)!;
            return new ArtifactTask("train", name, ArtifactKinds.Model, [DataStage.Artifact], settings, (context, cancellation) => Build(entry, options, context, time, cancellation));
        });

    private static ArtifactContents Build(ModelEntry entry, object options, ArtifactTaskContext context, TimeProvider time, CancellationToken cancellation)
    {
        PipelineConfig config = context.Stage.Config;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        var contents = new ArtifactContents();
        IModel model = ModelCatalog.Create(entry, options, data, (ulong)config.Seed);

        TorchTrainer? trainer = null;
        if (model is ITrainedModel trained)
        {
            if (data.UsersWithTargets(Phase.Validation).Length == 0)
                throw new InputException($"$.split.validation: {entry.Name} chooses its best epoch by the validation part, and there is none; give it a share above 0.");
            string checkpoint = Path.Combine(context.ModelsFolder, ".checkpoints", $"{entry.Name}.bin");
            trainer = new TorchTrainer(new TrainingRun(entry.Name, (ulong)config.Seed, config.Device, config.Threads, checkpoint, context.Key), context.Stage.Reporter, time);
            TrainingResult result = trainer.Train(trained, data, cancellation);
            contents.Figures["bestEpoch"] = result.BestEpoch;
            contents.Figures["validationNdcg@10"] = result.Scores[result.BestEpoch - 1];
            WriteCurve(context.Output.PathOf("training.csv"), result);
        }
        return contents with
        {
            Graphs = ModelExport.Write(model, entry, data, context, contents.Figures),
            Committed = trainer is null ? null : trainer.Finish,
        };
    }

    private static void WriteCurve(string path, TrainingResult result) =>
        AtomicFile.WriteText(path, "epoch,loss,validationNdcg@10\n" + string.Concat(result.Losses.Zip(result.Scores).Select((row, i) => $"{i + 1},{row.First:R},{row.Second:R}\n")));
}
