using System.Text.Json.Nodes;
using Google.Protobuf;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Onnx;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Onnx.Quantization;
using OnnxRecs.Pipeline;
using OnnxRecs.Study.Cards;

namespace OnnxRecs.Study.Quantization;

/// <summary>Makes smaller artifacts of a model's and judges them: what they lose is measured on the exported files, and one that loses too much is not kept.</summary>
/// <remarks>
/// A smaller artifact carries the probes of the original, so wherever it is opened it is held to what training gave; its tolerance is twice the largest
/// difference that was measured here, since on other processors a value may be rounded to the other side.
/// </remarks>
public sealed class Quantizer
{
    public const string Stage = "quantize";

    // Of the last original; its smaller forms are made one after another.
    private readonly Dictionary<string, double[]> _original = new(StringComparer.Ordinal);

    /// <summary>Name of the artifact that is made, such as "gru-int8-qdq".</summary>
    public static string NameOf(string model, QuantizationKind kind) => $"{model}-{kind.Name}";

    /// <summary>Whether an artifact of some name would be a smaller form of a model.</summary>
    public static bool IsOf(string model, string name) => QuantizationKind.All.Any(kind => NameOf(model, kind) == name);

    /// <summary>One smaller artifact.</summary>
    /// <param name="model">Name of the model whose artifact lies there.</param>
    /// <param name="kind">How it is made smaller.</param>
    /// <param name="maxLoss">The share of NDCG@10 that may be lost.</param>
    public ArtifactTask Task(string model, QuantizationKind kind, double maxLoss)
    {
        var settings = new JsonObject { ["model"] = model, ["kind"] = kind.Name, ["maxLoss"] = maxLoss };
        return new ArtifactTask(
            Stage, NameOf(model, kind), ArtifactKinds.Quantized, [DataStage.Artifact, model], settings, (context, cancellation) => Build(model, kind, maxLoss, context, cancellation));
    }

    private ArtifactContents Build(string model, QuantizationKind kind, double maxLoss, ArtifactTaskContext context, CancellationToken cancellation)
    {
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        Artifact source = context.Inputs[model];
        var contents = new ArtifactContents();
        (int weights, long bytes) = Write(source, kind, context);
        if (weights == 0)
        {
            Discard(context.ModelsFolder, NameOf(model, kind));
            throw new QuantizationRefusedException(model);
        }

        var graphs = new List<GraphInfo>();
        var opened = new Dictionary<string, IModelRunner>();
        try
        {
            foreach (GraphInfo graph in source.Manifest.Graphs)
            {
                IModelRunner runner = context.Stage.OpenModel(context.Output.PathOf(graph.File), graph, context.Stage.Config.Threads);
                opened.Add(graph.Name, runner);
                double difference = Probes.Compare(Probes.Of(source, graph), runner, double.MaxValue, how => new InvalidDataException($"{context.Output.PathOf(graph.File)} gives no numbers: {how}"));
                contents.Figures[$"parity.{graph.Name}"] = difference;
                graphs.Add(graph with { Tolerance = Math.Max(2 * difference, Agreement.Tolerance) });
            }
            var loss = QuantizationLoss.Of(
                OriginalOf(source, data, context.Stage, cancellation), CatalogueNdcg.Of(opened, data, cancellation), (ulong)context.Stage.Config.Seed,
                source.Manifest.Graphs.Sum(graph => source.Manifest.Files[graph.File].Bytes), bytes);
            if (loss.Share > maxLoss)
            {
                Discard(context.ModelsFolder, NameOf(model, kind));
                throw new QuantizationRefusedException(NameOf(model, kind), loss, maxLoss);
            }
            context.Stage.Reporter.Message($"{NameOf(model, kind)}: {weights} weights are smaller; {loss}");
            loss.WriteTo(contents.Figures);
        }
        finally
        {
            foreach (IModelRunner runner in opened.Values) runner.Dispose();
        }
        File.Copy(source.PathOf(Probes.FileName), context.Output.PathOf(Probes.FileName));
        return contents with { Graphs = [.. graphs] };
    }

    /// <summary>One that was kept under a wider bound, or of another original, must not be taken for one that passed, nor its card.</summary>
    private static void Discard(string models, string name)
    {
        string folder = Path.Combine(models, name);
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
        File.Delete(Path.Combine(models, CardFiles.NameOf(name)));
    }

    private static (int Weights, long Bytes) Write(Artifact source, QuantizationKind kind, ArtifactTaskContext context)
    {
        (int weights, long bytes) = (0, 0);
        foreach (GraphInfo graph in source.Manifest.Graphs)
        {
            ModelProto onnx = OnnxImport.Read(source.PathOf(graph.File));
            weights += kind.Rewrite(onnx, source.Manifest.Key);
            AtomicFile.Write(context.Output.PathOf(graph.File), stream => onnx.WriteTo(stream));
            bytes += onnx.CalculateSize();
        }
        return (weights, bytes);
    }

    private double[] OriginalOf(Artifact source, PreparedData data, StageContext stage, CancellationToken cancellation)
    {
        if (_original.TryGetValue(source.Manifest.Key, out double[]? known)) return known;
        var opened = new Dictionary<string, IModelRunner>();
        try
        {
            foreach (GraphInfo graph in source.Manifest.Graphs) opened.Add(graph.Name, stage.OpenGraph(source, graph.Name, data));
            _original.Clear();
            return _original[source.Manifest.Key] = CatalogueNdcg.Of(opened, data, cancellation);
        }
        finally
        {
            foreach (IModelRunner runner in opened.Values) runner.Dispose();
        }
    }
}
