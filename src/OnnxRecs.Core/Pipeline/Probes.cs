using OnnxRecs.Artifacts;

namespace OnnxRecs.Pipeline;

/// <summary>One run of a graph: its inputs, and the output that training gave.</summary>
/// <param name="Graph">Name of the graph.</param>
/// <param name="Feeds">One for each input.</param>
/// <param name="Output">Row-major.</param>
/// <param name="OutputDims">The output's shape.</param>
public sealed record Probe(string Graph, Feed[] Feeds, float[] Output, long[] OutputDims);

/// <summary>A few probes of each graph, in a file of the model's artifact. They are run whenever the model is opened, in a few milliseconds.</summary>
/// <remarks>
/// So a runtime that computes otherwise than the one that the export was proven with, or an ONNX file that does not belong to its manifest, is noticed before
/// it scores anything.
/// </remarks>
public static class Probes
{
    public const string FileName = "probes.bin";

    public static void Write(string path, IEnumerable<Probe> probes) =>
        BlockFile.Write(path, probes.GroupBy(probe => probe.Graph).SelectMany(ofGraph => ofGraph.SelectMany(BlocksOf)));

    /// <summary>Runs the probes of one graph.</summary>
    /// <exception cref="InvalidDataException">It gives other outputs than training did.</exception>
    public static void Check(Artifact model, GraphInfo graph, IModelRunner runner)
    {
        Probe[] probes = [.. Read(model.PathOf(FileName), graph)];
        double scale = Agreement.ScaleOf(probes.Select(probe => probe.Output));
        foreach (Probe probe in probes)
        {
            float[] actual = new float[probe.Output.Length];
            runner.Run(probe.Feeds, actual, probe.OutputDims);
            for (int i = 0; i < actual.Length; i++)
            {
                double difference = Agreement.Difference(probe.Output[i], actual[i], scale);
                if (difference <= Agreement.Tolerance) continue;
                throw new InvalidDataException(
                    $"{model.PathOf(graph.File)} does not compute what training did: {probe.Output[i]} became {actual[i]}, a difference of {difference:0.0e+0} where {Agreement.Tolerance:0.0e+0} is allowed. "
                    + $"Either the file does not belong to its manifest or this runtime computes otherwise: run `{ArtifactKinds.CommandFor(model.Manifest.Kind, model.Manifest.Name)} --force`");
            }
        }
    }

    private static IEnumerable<(string, Array)> BlocksOf(Probe probe, int number)
    {
        string name = $"{probe.Graph}/{number}";
        foreach (Feed feed in probe.Feeds)
        {
            yield return ($"{name}/{feed.Name}", feed.Values.ToArray());
            yield return ($"{name}/{feed.Name}/dims", feed.Dims);
        }
        yield return ($"{name}/output", probe.Output);
        yield return ($"{name}/output/dims", probe.OutputDims);
    }

    private static IEnumerable<Probe> Read(string path, GraphInfo graph)
    {
        BlockFile file = BlockFile.Read(path);
        int number = 0;
        do
        {
            string name = $"{graph.Name}/{number++}";
            yield return new Probe(
                graph.Name, Array.ConvertAll(graph.Inputs, input => new Feed(input.Name, file.Get<long>($"{name}/{input.Name}"), file.Get<long>($"{name}/{input.Name}/dims"))),
                file.Get<float>($"{name}/output"), file.Get<long>($"{name}/output/dims"));
        }
        while (file.Names.Contains($"{graph.Name}/{number}/output"));
    }
}
