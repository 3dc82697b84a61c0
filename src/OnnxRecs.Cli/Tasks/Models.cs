using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli.Tasks;

/// <summary>The model catalogue and the runtime, as the commands see them.</summary>
internal static class Models
{
    /// <summary>Checks the names and options in <c>$.models</c> against the catalogue.</summary>
    public static void Check(PipelineConfig config, List<string> problems) { }

    /// <summary>All options of a model, defaults included: so a changed default makes the artifact out of date.</summary>
    public static JsonObject Settings(PipelineConfig config, string model) => (JsonObject)config.Models[model].DeepClone();

    /// <summary>Opens a graph of an artifact in ONNX Runtime.</summary>
    public static IModelRunner Open(Artifact model, GraphInfo graph, int threads) => throw new NotImplementedException();

    /// <summary>An ONNX file as readable lines.</summary>
    public static IReadOnlyList<string> GraphLines(string file) => throw new NotImplementedException();
}
