using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Onnx;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Train;

/// <summary>Second stage: from prepared data to one artifact for each model, exported and proven.</summary>
public static class TrainStage
{
    public static IEnumerable<ArtifactTask> Tasks(PipelineConfig config, TimeProvider time) =>
        InOrder(config).Select(entry =>
        {
            object options = ModelCatalog.OptionsOf(entry, config);
            return new ArtifactTask(
                "train", entry.Name, ArtifactKinds.Model, [DataStage.Artifact, .. entry.Parts(options).Select(part => part.Model)], ModelCatalog.ToJson(entry, options),
                (context, cancellation) => Build(entry, options, context, time, cancellation));
        });

    /// <summary>As the settings list them, but the parts of a model before it.</summary>
    private static IEnumerable<ModelEntry> InOrder(PipelineConfig config) =>
        config.Models.Keys.Select(ModelCatalog.Find)
            .SelectMany(entry => entry.Parts(ModelCatalog.OptionsOf(entry, config)).Select(part => ModelCatalog.Find(part.Model)).Append(entry))
            .Distinct();

    private static ArtifactContents Build(ModelEntry entry, object options, ArtifactTaskContext context, TimeProvider time, CancellationToken cancellation)
    {
        PipelineConfig config = context.Stage.Config;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        var contents = new ArtifactContents();
        IModel model = ModelCatalog.Create(entry, options, data, (ulong)config.Seed);

        TorchTrainer? trainer = null;
        double earlier = 0;
        if (model is ITrainedModel trained)
        {
            if (entry.Parts(options).Count > 0) trained.TakeParts(PartsOf(entry, options, context));
            if (data.UsersWithTargets(Phase.Validation).Length == 0)
                context.Stage.Reporter.Message($"{entry.Name}: there is no validation part, so all {trained.Training.Epochs} epochs are run and the last one is kept");
            string checkpoint = Path.Combine(context.ModelsFolder, ".checkpoints", $"{entry.Name}.bin");
            if (context.Forced && File.Exists(checkpoint)) File.Delete(checkpoint);
            trainer = new TorchTrainer(new TrainingRun(entry.Name, (ulong)config.Seed, config.Device, config.Threads, checkpoint, context.Key), context.Stage.Reporter, time);
            TrainingResult result = trainer.Train(trained, data, cancellation);
            earlier = result.EarlierSeconds;
            contents.Figures["bestEpoch"] = result.BestEpoch;
            if (result.Metric is not null) contents.Figures[$"validation{result.Metric}"] = result.Scores[result.BestEpoch - 1];
            WriteCurve(context.Output.PathOf("training.csv"), result);
        }
        else if (model is IFittedModel fitted)
        {
            int threads = config.Threads == 0 ? Environment.ProcessorCount : config.Threads;
            fitted.Fit(new FitContext(entry.Name, new TorchAlgebra(threads), (ulong)config.Seed, threads, context.Stage.Reporter, cancellation));
        }
        return contents with
        {
            Graphs = ModelExport.Write(model, entry, data, context, contents.Figures),
            EarlierSeconds = earlier,
            Committed = trainer is null ? null : trainer.Finish,
        };
    }

    private static PartWeights PartsOf(ModelEntry entry, object options, ArtifactTaskContext context)
    {
        IEnumerable<(string Name, float[] Values)> weights =
            from part in entry.Parts(options)
            let artifact = context.Inputs[part.Model]
            from graph in artifact.Manifest.Graphs
            from weight in OnnxImport.Weights(artifact.PathOf(graph.File))
            select ($"{part.Model}.{weight.Name}", weight.Values);
        return new PartWeights(entry.Name, weights.ToDictionary());
    }

    private static void WriteCurve(string path, TrainingResult result)
    {
        string Score(int i) => result.Metric is null ? "" : $",{result.Scores[i]:R}";
        string heading = result.Metric is null ? "epoch,loss" : $"epoch,loss,validation{result.Metric}";
        AtomicFile.WriteText(path, $"{heading}\n" + string.Concat(result.Losses.Select((loss, i) => $"{i + 1},{loss:R}{Score(i)}\n")));
    }
}
