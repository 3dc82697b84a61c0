using OnnxRecs.Artifacts;

namespace OnnxRecs.Pipeline;

/// <summary>One run of a graph: its inputs, and the outputs that training gave.</summary>
/// <param name="Graph">Name of the graph.</param>
/// <param name="Feeds">One for each input.</param>
/// <param name="Outputs">One for each output, filled.</param>
public sealed record Probe(string Graph, Feed[] Feeds, Fetch[] Outputs);

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

    /// <summary>Runs the probes of one graph and gives the largest difference, see <see cref="Agreement.Difference"/>.</summary>
    /// <exception cref="InvalidDataException">It gives other outputs than training did: by more than its <see cref="GraphInfo.Tolerance"/>.</exception>
    public static double Check(Artifact model, GraphInfo graph, IModelRunner runner)
    {
        return Compare(Of(model, graph), runner, graph.Tolerance ?? Agreement.Tolerance, how => new InvalidDataException(
            $"{model.PathOf(graph.File)} does not compute what training did: {how}. "
            + $"Either the file does not belong to its manifest or this runtime computes otherwise: run `{ArtifactKinds.CommandFor(model.Manifest.Kind, model.Manifest.Name)} --force`"));
    }

    /// <summary>The probes of one graph of a model.</summary>
    public static Probe[] Of(Artifact model, GraphInfo graph) => [.. Read(model.PathOf(FileName), graph)];

    /// <summary>Runs probes of one graph and gives the largest difference, see <see cref="Agreement.Difference"/>.</summary>
    /// <param name="probes">Of one graph.</param>
    /// <param name="runner">What is held against them.</param>
    /// <param name="tolerance">The largest difference that passes.</param>
    /// <param name="disagrees">Makes the exception for a larger one.</param>
    public static double Compare(IReadOnlyList<Probe> probes, IModelRunner runner, double tolerance, Func<string, Exception> disagrees)
    {
        double worst = 0;
        double[] scales = [.. probes[0].Outputs.Select((_, output) => Agreement.ScaleOf(probes.Select(probe => (ReadOnlyMemory<float>)probe.Outputs[output].Values)))];
        foreach (Probe probe in probes)
        {
            Fetch[] actual = Array.ConvertAll(probe.Outputs, output => output with { Values = new float[output.Values.Length] });
            runner.Run(probe.Feeds, actual);
            for (int output = 0; output < actual.Length; output++)
            {
                ReadOnlySpan<float> wanted = probe.Outputs[output].Values.Span, got = actual[output].Values.Span;
                for (int i = 0; i < wanted.Length; i++)
                {
                    double difference = Agreement.Difference(wanted[i], got[i], scales[output]);
                    if (difference > tolerance)
                    {
                        throw disagrees($"{wanted[i]} became {got[i]} in '{actual[output].Name}' of shape [{string.Join(", ", actual[output].Dims)}], "
                            + $"a difference of {difference:0.0e+0} where {tolerance:0.0e+0} is allowed");
                    }
                    worst = Math.Max(worst, difference);
                }
            }
        }
        return worst;
    }

    private static IEnumerable<(string, Array)> BlocksOf(Probe probe, int number)
    {
        string name = $"{probe.Graph}/{number}";
        foreach (Feed feed in probe.Feeds)
        {
            yield return ($"{name}/{feed.Name}", feed.Values.ToArray());
            yield return ($"{name}/{feed.Name}/dims", feed.Dims);
        }
        foreach (Fetch output in probe.Outputs)
        {
            yield return ($"{name}/{output.Name}", output.Values.ToArray());
            yield return ($"{name}/{output.Name}/dims", output.Dims);
        }
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
                Array.ConvertAll(graph.Outputs, output => new Fetch(output.Name, file.Get<float>($"{name}/{output.Name}"), file.Get<long>($"{name}/{output.Name}/dims"))));
        }
        while (file.Names.Contains($"{graph.Name}/{number}/{graph.Outputs[0].Name}"));
    }
}
