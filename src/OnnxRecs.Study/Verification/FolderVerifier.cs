using OnnxRecs.Artifacts;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Onnx;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Study.Verification;

/// <summary>Checks a folder of artifacts, wherever it was carried and with whatever of it: hashes, keys, links, vocabularies, parity. Needs no data set and writes nothing.</summary>
public sealed class FolderVerifier
{
    private readonly string _folder;
    private readonly OpenModel _open;
    private readonly List<(Findings Findings, Artifact Artifact)> _whole = [];
    private readonly List<Findings> _all = [];

    private FolderVerifier(string folder, OpenModel open) => (_folder, _open) = (folder, open);

    /// <summary>Checks all artifacts of a folder, a single one, or an ONNX file, and gives everything that was found.</summary>
    /// <param name="path">models/DATASET or a copy of it, the folder of one artifact, or an .onnx file.</param>
    /// <param name="open">Opens a model's file, which is then run.</param>
    /// <exception cref="InputException">There is nothing to be checked.</exception>
    public static IReadOnlyList<Findings> Verify(string path, OpenModel open)
    {
        string folder = Path.TrimEndingDirectorySeparator(path);
        if (File.Exists(folder)) return [FileFindings(folder)];
        if (!Directory.Exists(folder)) throw new InputException($"{folder} is missing");
        var verifier = new FolderVerifier(folder, open);
        verifier.CheckAll();
        return verifier._all.Count > 0 ? verifier._all : throw new InputException($"{folder} has no artifacts and no .onnx files");
    }

    private void CheckAll()
    {
        if (File.Exists(Path.Combine(_folder, ManifestFile.Name))) CheckManifest(_folder);
        else
        {
            foreach (string artifact in Directory.GetDirectories(_folder).Where(IsArtifact).Order(StringComparer.Ordinal)) CheckManifest(artifact);
            foreach (string file in Directory.GetFiles(_folder, "*.onnx").Order(StringComparer.Ordinal)) _all.Add(FileFindings(file));
        }
        CheckData();
        var vocabularies = new Vocabularies(_whole.Find(one => one.Artifact.Manifest.Kind == ArtifactKinds.Data).Artifact);
        foreach ((Findings findings, Artifact artifact) in _whole)
        {
            CheckLinks(findings, artifact);
            foreach (GraphInfo graph in artifact.Manifest.Graphs)
            {
                Catch(findings, () => GraphMetadata.Check(findings, artifact, graph, vocabularies));
                Catch(findings, () => CheckParity(findings, artifact, graph));
            }
            Catch(findings, () => CheckPublished(findings, artifact));
        }
    }

    // Folders with a point are of a run that was killed, or none of ours. A model without its manifest is no model.
    private static bool IsArtifact(string folder) =>
        !Path.GetFileName(folder).Contains('.') && (File.Exists(Path.Combine(folder, ManifestFile.Name)) || Directory.EnumerateFiles(folder, "*.onnx").Any());

    private void CheckManifest(string folder)
    {
        Manifest manifest;
        try
        {
            manifest = ManifestFile.Read(folder, "onnxrecs pipeline");
        }
        catch (InvalidDataException e)
        {
            var unread = new Findings(Path.GetFileName(Path.GetFullPath(folder)), "?");
            unread.Faults.Add(WithoutAdvice(e.Message));
            _all.Add(unread);
            return;
        }
        var findings = new Findings(manifest.Name, manifest.Kind);
        _all.Add(findings);
        findings.Faults.AddRange(Artifact.FaultsOf(folder, manifest).Select(fault => $"{fault.Path}: {fault.Fault}"));
        findings.Files = manifest.Files.Count - findings.Faults.Count;
        if (ArtifactKey.Of(manifest) != manifest.Key) findings.Faults.Add($"{Path.Combine(folder, ManifestFile.Name)}: its key is not that of its settings and inputs");
        if (findings.Files == manifest.Files.Count) _whole.Add((findings, Artifact.Open(folder, manifest.Kind)));
    }

    /// <summary>All rest on the data that most of them rest on.</summary>
    private void CheckData()
    {
        if (_whole.Count == 0) return;
        string common = _whole.Find(one => one.Artifact.Manifest.Kind == ArtifactKinds.Data).Artifact?.Manifest.DataFingerprint
            ?? _whole.GroupBy(one => one.Artifact.Manifest.DataFingerprint).MaxBy(group => group.Count())!.Key;
        foreach ((Findings findings, Artifact artifact) in _whole.Where(one => one.Artifact.Manifest.DataFingerprint != common))
            findings.Faults.Add($"{artifact.Folder}: it was made from other data ({Short(artifact.Manifest.DataFingerprint)}) than what else is here ({Short(common)})");
    }

    private void CheckLinks(Findings findings, Artifact artifact)
    {
        foreach ((string name, string key) in artifact.Manifest.Inputs.Where(input => input.Key != ArtifactKey.SourceInput))
        {
            if (_whole.Find(one => one.Artifact.Manifest.Name == name).Artifact is not { } input) findings.Absent.Add(name);
            else if (input.Manifest.Key == key) findings.Linked.Add(name);
            else findings.Faults.Add($"{artifact.Folder}: it was made from another {name} ({Short(key)}) than the one here ({Short(input.Manifest.Key)})");
        }
    }

    private void CheckParity(Findings findings, Artifact artifact, GraphInfo graph)
    {
        using IModelRunner runner = _open(artifact.PathOf(graph.File), graph, 1);
        findings.Parity[graph.Name] = (Probes.Check(artifact, graph, runner), graph.Tolerance ?? Agreement.Tolerance);
    }

    /// <summary>The copy of the figures that people read.</summary>
    private void CheckPublished(Findings findings, Artifact artifact)
    {
        string copy = Path.Combine(_folder, EvaluationFile.Name);
        if (artifact.Manifest.Kind != ArtifactKinds.Evaluation || !File.Exists(copy) || artifact.Folder == _folder) return;
        if (!File.ReadAllBytes(copy).AsSpan().SequenceEqual(File.ReadAllBytes(artifact.PathOf(EvaluationFile.Name)))) findings.Faults.Add($"{copy}: it is not the one in {artifact.Folder}");
    }

    private static Findings FileFindings(string file)
    {
        var findings = new Findings(Path.GetFileName(file), "file");
        Catch(findings, () =>
        {
            OnnxImport.Read(file);
            findings.Files = 1;
        });
        return findings;
    }

    // Whatever is wrong with one must not hide what is wrong with the others.
    private static void Catch(Findings findings, Action check)
    {
        try
        {
            check();
        }
        catch (Exception e) when (e is InvalidDataException or InputException or ArgumentException)
        {
            findings.Faults.Add(WithoutAdvice(e.Message.ReplaceLineEndings(" ")));
        }
    }

    // Elsewhere nothing can be trained anew.
    private static string WithoutAdvice(string message) => message.Split(": run `")[0];

    private static string Short(string hash) => hash.Length > 8 ? hash[..8] : hash;
}
