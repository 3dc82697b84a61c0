using OnnxRecs.Artifacts;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Onnx;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Train;

/// <summary>Writes the graphs of a model as ONNX files, proves them, and lays beside them what proves them again wherever they are opened.</summary>
internal static class ModelExport
{
    /// <summary>Writes all graphs into the artifact that is being made. Nothing of it is kept when one fails.</summary>
    /// <param name="figures">Takes how far each is from training.</param>
    /// <exception cref="InvalidOperationException">A graph does not agree with training, see <see cref="ParityGate"/>.</exception>
    /// <exception cref="InputException">The memory does not suffice.</exception>
    public static GraphInfo[] Write(IModel model, ModelEntry entry, PreparedData data, ArtifactTaskContext context, SortedDictionary<string, double> figures)
    {
        try
        {
            return WriteAll(model, entry, data, context, figures);
        }
        catch (Exception e) when (OutOfMemory.Of(e) is { } cause)
        {
            throw OutOfMemory.ExplainExport(entry.Name, cause);
        }
    }

    private static GraphInfo[] WriteAll(IModel model, ModelEntry entry, PreparedData data, ArtifactTaskContext context, SortedDictionary<string, double> figures)
    {
        (StageContext stage, ulong seed) = (context.Stage, (ulong)context.Stage.Config.Seed);
        using var weights = new TorchWeights(model.Weights, TorchDevice.Open(stage.Config.Device, stage.Config.Threads));
        var trained = new Dictionary<string, IModelRunner>();
        var exported = new Dictionary<string, IModelRunner>();
        var infos = new List<GraphInfo>();
        try
        {
            foreach (IGraph graph in model.Graphs)
            {
                GraphInfo info = graph.Info;
                string path = context.Output.PathOf(info.File);
                OnnxExport.Write(graph, path, ModelMetadata.Of(entry.Name, $"{entry.Role}".ToLowerInvariant(), graph.Name, data, stage.Config.Seed));
                infos.Add(info);
                trained.Add(graph.Name, new TorchGraph(graph, weights));
                exported.Add(graph.Name, stage.OpenModel(path, info, 1));
                double difference = ParityGate.Check($"{entry.Name} ({graph.Name})", trained[graph.Name], exported[graph.Name], seed);
                figures[$"parity.{graph.Name}"] = difference;
                stage.Reporter.Message($"{entry.Name}: {info.File} agrees with training to {difference:0.0e+0}");
            }
            (double listDifference, int lists, int equal) = ParityGate.CheckLists(entry.Name, trained, exported, data.ItemCount, seed);
            figures["parity.top10"] = listDifference;
            figures["parity.top10.lists"] = lists;
            figures["parity.top10.equal"] = equal;
            Probes.Write(context.Output.PathOf(Probes.FileName), trained.SelectMany(graph => ParityGate.ProbesOf(graph.Key, graph.Value, seed)));
            return [.. infos];
        }
        finally
        {
            foreach (IModelRunner runner in trained.Values.Concat(exported.Values)) runner.Dispose();
        }
    }
}
