using Google.Protobuf;
using OnnxRecs.Artifacts;
using OnnxRecs.Candidates.Sources;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Onnx.Bundle;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;

namespace OnnxRecs.Cli;

/// <summary>A bundle that was written.</summary>
/// <param name="File">Where it lies.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="UserVector">The model that it comes from, or "mean".</param>
/// <param name="Ranker">Name of the model that orders.</param>
/// <param name="Ids">"int64" or "string".</param>
/// <param name="Items">How many there are.</param>
/// <param name="Candidates">How many of them the ranker gets.</param>
/// <param name="Agreement">With the chain of C# parts.</param>
internal sealed record ExportedBundle(string File, long Bytes, string UserVector, string Ranker, string Ids, int Items, int Candidates, BundleAgreement Agreement);

/// <summary>Makes a bundle from the artifacts, proves it and keeps it.</summary>
internal static class BundleExport
{
    public const string Auto = "auto", Int64 = "int64", Text = "string";

    /// <param name="context">Settings and the way to open a model.</param>
    /// <param name="userVector">Name of the model whose vectors are searched, see <see cref="BundleRetrieval"/>.</param>
    /// <param name="ranker">Name of the model that orders.</param>
    /// <param name="ids">Of what type ids are: <see cref="Auto"/>, <see cref="Int64"/> or <see cref="Text"/>.</param>
    /// <param name="path">Of the bundle.</param>
    /// <param name="cases">Takes requests with their answers, for a check in another runtime; null: none are written.</param>
    /// <param name="cancel">Ends it before anything is written, or between both files.</param>
    /// <exception cref="InputException">An artifact is missing, or ids are no numbers.</exception>
    /// <exception cref="InvalidOperationException">The bundle does not agree with the C# parts, see <see cref="BundleGate"/>; nothing was written.</exception>
    public static ExportedBundle Write(StageContext context, string userVector, string ranker, string ids, string path, string? cases, CancellationToken cancel)
    {
        PipelineConfig config = context.Config;
        string folder = PipelineRunner.FolderOf(config);
        // So that nobody replaces a model meanwhile; a folder that is missing is not made for it.
        using FolderLock? held = Directory.Exists(folder) ? new FolderLock(folder) : null;
        Artifact dataArtifact = Artifact.Open(Path.Combine(folder, DataStage.Artifact), ArtifactKinds.Data);
        Artifact Open(string name) => Artifact.Open(Path.Combine(folder, name), ArtifactKinds.Model).RequireData(dataArtifact.Manifest.DataFingerprint);
        PreparedData data = DataStage.Load(dataArtifact);
        bool mean = userVector == BundleRetrieval.Mean;
        Artifact vectors = Open(mean ? config.Candidates.Source : userVector), model = Open(ranker);
        using BundleRetrieval retrieval = BundleRetrieval.Open(context, vectors, mean, data);
        using IModelRunner scorer = context.OpenGraph(model, "model", data);
        var parts = new BundleParts(
            data.Items, AreNumbers(ids, data), data.TrainPositives.CountsOfItems(), retrieval.Vectors, retrieval.User, BundleRetrieval.PartOf(model, "model", scorer), config.Candidates.Count);
        ModelProto onnx = BundleGraph.Compose(parts, Metadata(config, data, userVector, vectors, model, parts));
        cancel.ThrowIfCancellationRequested();

        using var bundle = new BundleModel(onnx.ToByteArray());
        var chain = new BundleChain(data, retrieval.Source, retrieval.Vectors, scorer, parts.Candidates);
        string unknown = Enumerable.Range(1, data.ItemCount + 1).Select(i => $"-{i}").First(id => data.Items.IndexOf(id) < 0);
        BundleRequest[] requests =
            [.. BundleGate.Requests(data, config.Rank.Count, (float)(config.Rank.PopularityPenalty?.Alpha ?? 0), (float)(config.Rank.Mmr?.Lambda ?? 1), unknown)];
        BundleRequest[] probes = [.. BundleGate.Probes(requests, data.Items)];
        BundleAgreement agreement = BundleGate.Check(bundle, chain, data, [.. requests, .. probes], cancel);
        BundleSeal.Seal(onnx, Array.ConvertAll(probes, probe => new BundleProbe(probe, bundle.Recommend(probe))));
        cancel.ThrowIfCancellationRequested();
        AtomicFile.Write(path, stream => onnx.WriteTo(stream));

        string ties = agreement.Equal < agreement.Lists ? ", the others but for ties" : "";
        context.Reporter.Message($"bundle: {agreement.Equal:N0} of {agreement.Lists:N0} lists are those of the C# parts item by item{ties}, scores within {agreement.Difference:0.0e+0}");
        string[] others = [.. SourceCatalog.Names.Where(name => QuotaOf(config.Candidates, name) != 0)];
        if (others.Length > 0 && config.HasCandidates) context.Reporter.Message($"bundle: candidates come from the exact index alone, not also from {string.Join(", ", others)} (candidates.quotas) as in the pipeline");
        foreach (string left in BundleLeftOut.Of(config.Rank, ranker)) context.Reporter.Message($"bundle: {left}");
        context.Reporter.Message($"bundle: {data.Licence}");
        string idType = parts.IdsAreNumbers ? Int64 : Text;
        if (cases is not null) BundleCases.Of(data.Name, path, cases, parts.IdsAreNumbers, requests, bundle, cancel).Save(cases);
        return new ExportedBundle(path, onnx.CalculateSize(), userVector, ranker, idType, data.ItemCount, Math.Min(parts.Candidates, data.ItemCount), agreement);
    }

    private static bool AreNumbers(string ids, PreparedData data)
    {
        bool are = BundleParts.AreNumbers(data.Items);
        if (ids == Int64 && !are)
            throw new InputException($"--ids int64: not all item ids of {data.Name} are whole numbers, such as \"{data.Items.Ids.First(id => !BundleParts.AreNumbers(new IdMap([id])))}\"; use --ids string");
        return are && ids != Text;
    }

    private static IEnumerable<KeyValuePair<string, string>> Metadata(PipelineConfig config, PreparedData data, string userVector, Artifact vectors, Artifact model, BundleParts parts) =>
    [
        .. ModelMetadata.Of("bundle", "recommender", "bundle", data, config.Seed),
        new("userVector", userVector), new("vectors", vectors.Manifest.Name), new("vectorsKey", vectors.Manifest.Key), new("ranker", model.Manifest.Name), new("rankerKey", model.Manifest.Key),
        new("ids", parts.IdsAreNumbers ? Int64 : Text), new("items", $"{data.ItemCount}"), new("candidates", $"{Math.Min(parts.Candidates, data.ItemCount)}"),
        new("description", "history and banned item ids, k, alpha and lambda in; item ids, scores and stage scores out; all inputs are required, \"none\" is a tensor of length 0"),
    ];

    private static int QuotaOf(CandidatesOptions options, string source) => options.QuotaOf(source switch
    {
        "popular" => options.Quotas.Popular,
        "recent" => options.Quotas.Recent,
        "neighbours" => options.Quotas.Neighbours,
        _ => options.Quotas.Genre,
    });
}
