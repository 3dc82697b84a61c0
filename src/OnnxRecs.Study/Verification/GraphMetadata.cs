using OnnxRecs.Artifacts;
using OnnxRecs.Onnx;
using OnnxRecs.Onnx.Quantization;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Study.Verification;

/// <summary>Whether an ONNX file says of itself what its manifest says of it.</summary>
internal static class GraphMetadata
{
    public static void Check(Findings findings, Artifact artifact, GraphInfo graph, Vocabularies vocabularies)
    {
        string path = artifact.PathOf(graph.File);
        Dictionary<string, string> said = OnnxImport.Read(path).MetadataProps.DistinctBy(entry => entry.Key).ToDictionary(entry => entry.Key, entry => entry.Value);
        foreach ((string key, string? expected) in Expected(artifact.Manifest, graph))
        {
            if (said.GetValueOrDefault(key) != expected) findings.Faults.Add($"{path}: its metadata say {key} {said.GetValueOrDefault(key, "nothing")}, its manifest {expected}");
        }
        foreach (string key in (string[])[ModelMetadata.UserVocabulary, ModelMetadata.ItemVocabulary])
        {
            string? other = said.TryGetValue(key, out string? fingerprint) ? vocabularies.Differs(key, fingerprint, path) : "its manifest";
            findings.SameVocabulary = findings.SameVocabulary is not false && other is null;
            if (other is not null) findings.Faults.Add($"{path}: its {key} is not that of {other}");
        }
    }

    private static IEnumerable<(string Key, string? Value)> Expected(Manifest manifest, GraphInfo graph)
    {
        bool smaller = manifest.Kind == ArtifactKinds.Quantized;
        string? model = smaller ? manifest.Settings["model"]?.GetValue<string>() : manifest.Name;
        yield return ("model", model);
        yield return ("graph", graph.Name);
        yield return ("dataFingerprint", manifest.DataFingerprint);
        yield return ("seed", manifest.Settings["seed"]?.ToString());
        if (!smaller) yield break;
        yield return (QuantizationKind.MetadataKey, manifest.Settings["kind"]?.GetValue<string>());
        yield return (QuantizationKind.SourceKey, manifest.Inputs.GetValueOrDefault(model ?? ""));
    }
}
