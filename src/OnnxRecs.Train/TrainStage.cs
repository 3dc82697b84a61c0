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
            string checkpoint = Path.Combine(context.ModelsFolder, ".checkpoints", $"{entry.Name}.bin");
            trainer = new TorchTrainer(new TrainingRun(entry.Name, (ulong)config.Seed, config.Device, config.Threads, checkpoint, context.Key), context.Stage.Reporter, time);
            TrainingResult result = trainer.Train(trained, data, cancellation);
            contents.Figures["bestEpoch"] = result.BestEpoch;
            if (result.Metric is not null) contents.Figures[$"validation{result.Metric}"] = result.Scores[result.BestEpoch - 1];
            WriteCurve(context.Output.PathOf("training.csv"), result);
        }
        return contents with
        {
            Graphs = ModelExport.Write(model, entry, data, context, contents.Figures),
            Committed = trainer is null ? null : trainer.Finish,
        };
    }

    private static void WriteCurve(string path, TrainingResult result)
    {
        string Score(int i) => result.Metric is null ? "" : $",{result.Scores[i]:R}";
        string heading = result.Metric is null ? "epoch,loss" : $"epoch,loss,validation{result.Metric}";
        AtomicFile.WriteText(path, $"{heading}\n" + string.Concat(result.Losses.Select((loss, i) => $"{i + 1},{loss:R}{Score(i)}\n")));
    }
}
