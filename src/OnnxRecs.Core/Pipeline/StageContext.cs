using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;

namespace OnnxRecs.Pipeline;

/// <summary>What a stage is handed besides its inputs.</summary>
/// <param name="Config">All settings of the run.</param>
/// <param name="Reporter">Where it says how far it is.</param>
/// <param name="OpenModel">Opens a model's ONNX file on the run's device.</param>
public sealed record StageContext(PipelineConfig Config, IReporter Reporter, OpenModel OpenModel)
{
    /// <summary>Opens one graph of a model artifact, "model", "user" or "item", to be used with some data; all that open models do it here.</summary>
    /// <exception cref="InputException">The model has no such graph, or was trained with other users or items.</exception>
    /// <exception cref="InvalidDataException">It does not give what training gave, see <see cref="Probes"/>.</exception>
    public IModelRunner OpenGraph(Artifact model, string name, PreparedData data)
    {
        GraphInfo graph = model.Manifest.Graphs.FirstOrDefault(g => g.Name == name)
            ?? throw new InputException($"{model.Folder} has no graph '{name}', only {string.Join(", ", model.Manifest.Graphs.Select(g => g.Name))}: this model cannot do what it is set up for.");
        IModelRunner runner = OpenModel(model.PathOf(graph.File), graph, Config.Threads);
        try
        {
            ModelMetadata.RequireVocabulary(runner, model, graph, data);
            Probes.Check(model, graph, runner);
            return runner;
        }
        catch
        {
            runner.Dispose();
            throw;
        }
    }
}

/// <summary>Opens an ONNX file of which a manifest says <paramref name="graph"/>; <paramref name="threads"/> 0 means all cores.</summary>
public delegate IModelRunner OpenModel(string path, GraphInfo graph, int threads);

/// <summary>Where long work says how far it is.</summary>
public interface IReporter
{
    /// <summary>One line that stays.</summary>
    void Message(string text);

    /// <summary>How far a task is: 0 to 1, with a short text such as a loss, a rate and the time left.</summary>
    void Progress(string task, double fraction, string detail);
}
