using OnnxRecs.Artifacts;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Onnx;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Study.Verification;

/// <summary>Checks a folder of artifacts, wherever it was carried and with whatever of it: hashes, keys, links, vocabularies, parity. Needs no data set and writes nothing.</summary>
public sealed class FolderVerifier
{
    private readonly string _folder;
    private readonly OpenModel _open;
    private readonly AskBundle _ask;
    private readonly CancellationToken _cancel;
    private readonly List<(Findings Findings, Artifact Artifact)> _whole = [];
    private readonly List<(Findings Findings, string File, ModelProto Model)> _bundles = [];
    private readonly List<Findings> _all = [];

    private FolderVerifier(string folder, OpenModel open, AskBundle ask, CancellationToken cancel) => (_folder, _open, _ask, _cancel) = (folder, open, ask, cancel);

    /// <summary>Checks all artifacts of a folder, a single one, or an ONNX file, and gives everything that was found.</summary>
    /// <param name="path">models/DATASET or a copy of it, the folder of one artifact, or an .onnx file.</param>
    /// <param name="open">Opens a model's file, which is then run.</param>
    /// <param name="ask">Runs a bundle.</param>
    /// <param name="cancel">Ends the check.</param>
    /// <exception cref="InputException">There is nothing to be checked.</exception>
    public static IReadOnlyList<Findings> Verify(string path, OpenModel open, AskBundle ask, CancellationToken cancel)
    {
        string folder = Path.TrimEndingDirectorySeparator(path);
        if (!File.Exists(folder) && !Directory.Exists(folder)) throw new InputException($"{folder} is missing");
        var verifier = new FolderVerifier(folder, open, ask, cancel);
        verifier.CheckAll();
        if (verifier._all.Count > 0) return verifier._all;
        string[] below = [.. Directory.GetDirectories(folder).Where(HoldsArtifacts).Order(StringComparer.Ordinal)];
        throw new InputException($"{folder} has no artifacts and no .onnx files{(below.Length > 0 ? $"; there are some in {string.Join(", ", below)}" : "")}");
    }

    private void CheckAll()
    {
        if (File.Exists(_folder)) CheckFile(_folder);
        else if (File.Exists(Path.Combine(_folder, ManifestFile.Name))) CheckManifest(_folder);
        else
        {
            foreach (string artifact in Directory.GetDirectories(_folder).Where(IsArtifact).Order(StringComparer.Ordinal)) CheckManifest(artifact);
            foreach (string file in Directory.GetFiles(_folder, "*.onnx").Order(StringComparer.Ordinal)) CheckFile(file);
        }
        CheckData();
        Vocabularies vocabularies = VocabulariesHere();
        foreach ((Findings findings, Artifact artifact) in _whole)
        {
            CheckLinks(findings, artifact);
            foreach (GraphInfo graph in artifact.Manifest.Graphs)
            {
                _cancel.ThrowIfCancellationRequested();
                Catch(findings, () => GraphMetadata.Check(findings, artifact, graph, vocabularies));
                Catch(findings, () => CheckParity(findings, artifact, graph));
            }
            Catch(findings, () => CheckPublished(findings, artifact));
        }
        foreach ((Findings findings, string file, ModelProto model) in _bundles)
        {
            _cancel.ThrowIfCancellationRequested();
            Catch(findings, () => BundleCheck.Content(findings, file, model));
            Catch(findings, () => BundleCheck.Links(findings, file, model, [.. _whole.Select(one => one.Artifact)], vocabularies));
            Catch(findings, () => BundleCheck.Probes(findings, file, model, _ask), file);
        }
    }

    /// <summary>Those of the data here; where they cannot be read that is a fault of theirs.</summary>
    private Vocabularies VocabulariesHere()
    {
        var vocabularies = new Vocabularies(null);
        (Findings findings, Artifact data) = _whole.Find(one => one.Artifact.Manifest.Kind == ArtifactKinds.Data);
        if (data is not null) Catch(findings, () => vocabularies = new Vocabularies(data));
        return vocabularies;
    }

    // Folders with a point are of a run that was killed, or none of ours. A model without its manifest is no model.
    private static bool IsArtifact(string folder)
    {
        if (Path.GetFileName(folder).Contains('.')) return false;
        if (File.Exists(Path.Combine(folder, ManifestFile.Name))) return true;
        // A folder of artifacts may hold a bundle, and so may one that has nothing else.
        return !HoldsArtifacts(folder) && Directory.EnumerateFiles(folder, "*.onnx").Any(file => Path.GetFileName(file) != BundleCheck.FileName);
    }

    private static bool HoldsArtifacts(string folder) =>
        File.Exists(Path.Combine(folder, BundleCheck.FileName)) || Directory.EnumerateDirectories(folder).Any(inner => File.Exists(Path.Combine(inner, ManifestFile.Name)));

    private void CheckManifest(string folder)
    {
        _cancel.ThrowIfCancellationRequested();
        string name = Path.GetFileName(Path.GetFullPath(folder));
        Manifest? manifest = null;
        var unread = new Findings(name, "?");
        Catch(unread, () => manifest = ManifestFile.Read(folder, "onnxrecs pipeline"));
        if (manifest is null)
        {
            _all.Add(unread);
            return;
        }
        var findings = new Findings(manifest.Name, manifest.Kind);
        _all.Add(findings);
        Catch(findings, () => findings.Faults.AddRange(Artifact.FaultsOf(folder, manifest).Select(fault => $"{fault.Path}: {fault.Fault}")));
        bool isWhole = findings.Faults.Count == 0;
        findings.Files = manifest.Files.Count - findings.Faults.Count;
        if (ArtifactKey.Of(manifest) != manifest.Key) findings.Faults.Add($"{Path.Combine(folder, ManifestFile.Name)}: its key is not that of its settings and inputs");
        // One that was carried alone may lie in a folder of any name; beside others it is looked up by it.
        if (folder != _folder && name != manifest.Name) findings.Faults.Add($"{folder}: its manifest names it {manifest.Name}");
        if (isWhole) Catch(findings, () => _whole.Add((findings, Artifact.Open(folder, manifest.Kind))));
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

    private void CheckFile(string file)
    {
        _cancel.ThrowIfCancellationRequested();
        ModelProto? model = null;
        var unread = new Findings(Path.GetFileName(file), "file");
        Catch(unread, () => model = OnnxImport.Read(file));
        bool isBundle = model is not null && BundleCheck.Is(model);
        Findings findings = isBundle ? unread with { Kind = BundleCheck.Kind } : unread;
        _all.Add(findings);
        if (isBundle) _bundles.Add((findings, file, model!));
        else if (model is not null) findings.Files = 1;
    }

    // Whatever is wrong with one must not hide what is wrong with the others.
    private static void Catch(Findings findings, Action check, string? file = null)
    {
        try
        {
            check();
        }
        catch (Exception e) when (e is InvalidDataException or InputException or ArgumentException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            string message = WithoutAdvice(e.Message.ReplaceLineEndings(" "));
            findings.Faults.Add(file is null ? message : $"{file}: {message}");
        }
    }

    // Elsewhere nothing can be trained anew.
    private static string WithoutAdvice(string message) => message.Split(": run `")[0];

    internal static string Short(string hash) => hash.Length > 8 ? hash[..8] : hash;
}
