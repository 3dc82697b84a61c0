using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Metrics;
using OnnxRecs.Pipeline;
using OnnxRecs.Study.Cards;
using OnnxRecs.Study.Quantization;
using OnnxRecs.Tests.Snapshots;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Study.Cards;

/// <summary>The pages on a made evaluation, word for word.</summary>
public sealed class ModelCardTests
{
    private static readonly GraphInfo Ranker = new(
        "model",
        [new TensorInfo(FeedNames.History, ["B", "L"], 31), new TensorInfo(FeedNames.Length, ["B"], 7), new TensorInfo(FeedNames.Items, ["B", "N"], 30)],
        [new TensorInfo("scores", ["B", "N"])]);

    private static readonly Manifest Gru = new()
    {
        Kind = ArtifactKinds.Model,
        Name = "gru",
        Key = "a1b2",
        DataFingerprint = "c3d4",
        Settings = new JsonObject { ["dim"] = 16, ["seed"] = 42 },
        Inputs = new() { ["data"] = "e5f6" },
        Graphs = [Ranker],
        Figures = new() { ["parity.model"] = 2.5e-7 },
    };

    private static readonly Manifest Data = new()
    {
        Kind = ArtifactKinds.Data,
        Name = "data",
        Key = "e5f6",
        DataFingerprint = "c3d4",
        Figures = new() { ["events"] = 1234, ["users"] = 20, ["items"] = 30, ["testUsers"] = 18 },
    };

    private static readonly Evaluation Figures = new(
        "made", "invented, CC0", ["WARNING: half of it is missing"], "random 80/10/10", 4, 42, "c3d4", [],
        [
            Row("full", "popular", "all", 18, ("HR@10", new Figure(0.25)), ("NDCG@10", new Figure(0.125))),
            Row("full", "gru", "all", 18, ("HR@10", new Figure(0.5, 0.25, 0.75)), ("NDCG@10", new Figure(0.25, 0.125, 0.375)), ("AUC", new Figure(0.75))),
            Row("full", "gru", "cold", 4, ("NDCG@10", new Figure(0.0625, 0, 0.25))),
            Row("rank", "gru", "all", 18, ("NDCG@10", new Figure(0.3125))),
            Row("rank", "gru + mmr", "all", 18, ("NDCG@10", new Figure(0.3))),
        ]);

    [Fact]
    public void Ranker_Card_ReadsAsBefore() => Snapshot.Match(ModelCard.Of(Gru, Data, Figures));

    [Fact]
    public void Towers_Card_ReadsAsBefore()
    {
        GraphInfo user = new("user", [new TensorInfo(FeedNames.User, ["B"], 21), .. Ranker.Inputs[..2]], [new TensorInfo("vector", ["B", "8"])]);
        GraphInfo item = new("item", [new TensorInfo(FeedNames.Items, ["N"], 30)], [new TensorInfo("vectors", ["N", "8"])]);

        Snapshot.Match(ModelCard.Of(Gru with { Name = "two-tower", Graphs = [user, item], Figures = new() { ["parity.user"] = 1e-6, ["parity.item"] = 2e-6 } }, Data, Figures));
    }

    [Fact]
    public void Quantized_Card_ReadsAsBefore()
    {
        var figures = new SortedDictionary<string, double>(StringComparer.Ordinal) { ["parity.model"] = 0.01 };
        new QuantizationLoss(0.25, 0.2475, 0.5, 4000, 1000).WriteTo(figures);

        Snapshot.Match(QuantizedCard.Of(Gru with
        {
            Kind = ArtifactKinds.Quantized,
            Name = "gru-int8-qdq",
            Settings = new JsonObject { ["model"] = "gru", ["kind"] = "int8-qdq", ["maxLoss"] = 0.02 },
            Inputs = new() { ["gru"] = "a1b2" },
            Graphs = [Ranker with { Tolerance = 0.02 }],
            Figures = figures,
        }));
    }

    [Fact]
    public void WriteAll_TwiceOverTheSameArtifacts_LeavesTheFilesAlone()
    {
        using var folder = new TempFolder();
        Commit(folder, Data, []);
        Commit(folder, Gru, []);
        EvaluationFile.Write(folder["made.json"], Figures);
        Commit(folder, new Manifest { Kind = ArtifactKinds.Evaluation, Name = "evaluation", Key = "k", DataFingerprint = "c3d4", Inputs = new() { ["data"] = "e5f6", ["gru"] = "a1b2" } }, File.ReadAllBytes(folder["made.json"]));

        Assert.Equal([folder["gru.md"]], CardFiles.WriteAll(folder.Path));
        string text = File.ReadAllText(folder["gru.md"]);
        DateTime written = File.GetLastWriteTimeUtc(folder["gru.md"]);
        CardFiles.WriteAll(folder.Path);

        Assert.Equal(ModelCard.Of(Gru, Data, Figures), text);
        Assert.Equal(written, File.GetLastWriteTimeUtc(folder["gru.md"]));
        Assert.Equal(["manifest.json"], Directory.GetFiles(folder["gru"]).Select(Path.GetFileName));
    }

    [Fact]
    public void WriteAll_ModelTrainedAnewSince_HasNoCardWithOldFigures()
    {
        using var folder = new TempFolder();
        Commit(folder, Data, []);
        Commit(folder, Gru with { Key = "later" }, []);
        EvaluationFile.Write(folder["made.json"], Figures);
        Commit(folder, new Manifest { Kind = ArtifactKinds.Evaluation, Name = "evaluation", Key = "k", DataFingerprint = "c3d4", Inputs = new() { ["gru"] = "a1b2" } }, File.ReadAllBytes(folder["made.json"]));

        Assert.Empty(CardFiles.WriteAll(folder.Path));
        Assert.False(File.Exists(folder["gru.md"]));
    }

    private static void Commit(TempFolder folder, Manifest manifest, byte[] evaluation)
    {
        using var writer = new ArtifactWriter(folder[manifest.Name]);
        if (evaluation.Length > 0) File.WriteAllBytes(writer.PathOf(EvaluationFile.Name), evaluation);
        writer.Commit(manifest);
    }

    private static EvaluationRow Row(string stage, string model, string group, int users, params (string Label, Figure Figure)[] figures)
    {
        var map = new OrderedDictionary<string, Figure>(StringComparer.Ordinal);
        foreach ((string label, Figure figure) in figures) map.Add(label, figure);
        return new EvaluationRow(stage, model, group, users, map);
    }
}
