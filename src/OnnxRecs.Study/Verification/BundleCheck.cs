using OnnxRecs.Artifacts;
using OnnxRecs.Onnx.Bundle;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Study.Verification;

/// <summary>Asks a bundle.</summary>
/// <param name="file">The bytes of the ONNX file.</param>
/// <param name="requests">What is asked.</param>
/// <returns>An answer for each request.</returns>
public delegate IReadOnlyList<BundleAnswer> AskBundle(byte[] file, IReadOnlyList<BundleRequest> requests);

/// <summary>Whether a bundle is what was exported, comes from the artifacts beside it, and answers as it did.</summary>
internal static class BundleCheck
{
    public const string Kind = "bundle";

    // As exports name it, wherever it lies.
    public const string FileName = "bundle.onnx";

    /// <summary>A bundle, going by its graph or by its metadata: one of both may be damaged.</summary>
    public static bool Is(ModelProto model) => model.Graph.Name == Kind || model.MetadataProps.Any(entry => entry is { Key: "kind", Value: "recommender" });

    /// <summary>Adds what is wrong with its bytes.</summary>
    public static void Content(Findings findings, string path, ModelProto model)
    {
        if (BundleSeal.FaultOf(model) is { } fault) findings.Faults.Add($"{path}: {fault}");
        else findings.Files = 1;
    }

    /// <summary>Compares it with what it was made from, as far as that lies here.</summary>
    /// <param name="findings">Takes what is linked, absent and wrong.</param>
    /// <param name="path">The bundle's.</param>
    /// <param name="model">Its content.</param>
    /// <param name="artifacts">Those beside it that are whole.</param>
    /// <param name="vocabularies">The ids here.</param>
    public static void Links(Findings findings, string path, ModelProto model, IReadOnlyList<Artifact> artifacts, Vocabularies vocabularies)
    {
        Dictionary<string, string> said = model.MetadataProps.DistinctBy(entry => entry.Key).ToDictionary(entry => entry.Key, entry => entry.Value);
        Artifact? data = artifacts.FirstOrDefault(artifact => artifact.Manifest.Kind == ArtifactKinds.Data);
        Link("data", data?.Manifest.DataFingerprint, "dataFingerprint");
        foreach (string role in (string[])["vectors", "ranker"])
        {
            if (said.TryGetValue(role, out string? name)) Link(name, artifacts.FirstOrDefault(artifact => artifact.Manifest.Name == name)?.Manifest.Key, $"{role}Key");
            else findings.Faults.Add($"{path}: its metadata do not say which model its {role} came from");
        }
        foreach (string key in (string[])[ModelMetadata.UserVocabulary, ModelMetadata.ItemVocabulary])
        {
            string? other = said.TryGetValue(key, out string? fingerprint) ? vocabularies.Differs(key, fingerprint, path) : "anything: its metadata have none";
            findings.SameVocabulary = findings.SameVocabulary is not false && other is null;
            if (other is not null) findings.Faults.Add($"{path}: its {key} is not that of {other}");
        }

        void Link(string name, string? here, string key)
        {
            string? made = said.GetValueOrDefault(key);
            if (here is null) AddOnce(findings.Absent, name);
            else if (made == here) AddOnce(findings.Linked, name);
            else findings.Faults.Add($"{path}: it was made from another {name} ({FolderVerifier.Short(made ?? "nothing")}) than the one here ({FolderVerifier.Short(here)}); export it again");
        }

        static void AddOnce(List<string> names, string name)
        {
            if (!names.Contains(name)) names.Add(name);
        }
    }

    /// <summary>Asks it what it was asked when it was made.</summary>
    /// <remarks>Other processors round differently, so items that tie may change places: their scores must agree, and one list must be the same item by item.</remarks>
    /// <exception cref="InvalidDataException">It has no probes, or cannot be run.</exception>
    public static void Probes(Findings findings, string path, ModelProto model, AskBundle ask)
    {
        BundleProbe[] probes = BundleSeal.ProbesOf(model);
        IReadOnlyList<BundleAnswer> answers = ask(File.ReadAllBytes(path), Array.ConvertAll(probes, probe => probe.Request));
        double worst = probes.Zip(answers).Max(pair => Difference(pair.First.Answer, pair.Second));
        bool anySame = probes.Zip(answers).Any(pair => pair.First.Answer.Ids.SequenceEqual(pair.Second.Ids));
        findings.Parity[Kind] = (worst, Agreement.Tolerance);
        if (worst > Agreement.Tolerance) findings.Faults.Add($"{path} does not answer as it did when it was made: scores differ by {worst:0.0e+0}, {Agreement.Tolerance:0.0e+0} is allowed");
        else if (!anySame) findings.Faults.Add($"{path} does not answer as it did when it was made: none of {probes.Length} lists is the same");
    }

    // After the first place where the items differ the choices do too.
    private static double Difference(BundleAnswer expected, BundleAnswer actual)
    {
        if (expected.Ids.Length != actual.Ids.Length) return double.PositiveInfinity;
        double worst = 0;
        for (int place = 0; place < expected.Ids.Length; place++)
        {
            worst = Math.Max(worst, Agreement.Difference(expected.Scores[place], actual.Scores[place], scale: 1));
            if (expected.Ids[place] != actual.Ids[place]) break;
            worst = Math.Max(worst, Agreement.Difference(expected.RetrievalScores[place], actual.RetrievalScores[place], scale: 1));
            worst = Math.Max(worst, Agreement.Difference(expected.RankerScores[place], actual.RankerScores[place], scale: 1));
            worst = Math.Max(worst, Agreement.Difference(expected.PenalisedScores[place], actual.PenalisedScores[place], scale: 1));
        }
        return worst;
    }
}
