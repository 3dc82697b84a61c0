using Google.Protobuf;
using OnnxRecs.Artifacts;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Sources;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx;
using OnnxRecs.Onnx.Bundle;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Rank.Filters;
using OnnxRecs.Rank.Rerank;
using OnnxRecs.Rank.Rerank.Terms;
using OnnxRecs.Runtime;

namespace OnnxRecs.Benchmarks.Bundle;

/// <summary>A bundle and the chain of C# parts over the same graphs, one thread each, and the users that ask.</summary>
internal sealed class BundleCase : IDisposable
{
    private const int Candidates = 300, Users = 500;
    private const float Alpha = 0.1f, Lambda = 0.8f;

    private readonly BundleModel _bundle;
    private readonly OnnxModel _userTower, _ranker;
    private readonly ExactIndex _index;
    private readonly ICandidateSource _source;
    private readonly IStage[] _stages;
    private readonly (BundleRequest Request, Query Query)[] _asked;

    private BundleCase(string what, PreparedData data, OnnxModel userTower, BundlePart userPart, VectorTable vectors, OnnxModel ranker, BundlePart rankerPart)
    {
        (What, _userTower, _ranker, _index) = (what, userTower, ranker, new ExactIndex(vectors));
        int[] counts = data.TrainPositives.CountsOfItems();
        var parts = new BundleParts(data.Items, BundleParts.AreNumbers(data.Items), counts, vectors, userPart, rankerPart, Candidates);
        byte[] file = BundleGraph.Compose(parts, []).ToByteArray();
        Bytes = file.Length;
        _bundle = new BundleModel(file);
        _source = new TwoTowerSource(userTower, _index);
        _stages = [new FilterChain([new SeenFilter()]), new ModelRanker(ranker), new PopularityPenalty(counts, Alpha), new Slate([new MmrTerm(new ItemCosines(vectors), Lambda)])];
        _asked = [.. Enumerable.Range(0, data.UserCount).Where(user => data.PositivesOf(user, Phase.Test).Length > 0).Take(Users).Select(user =>
        {
            int[] liked = data.PositivesOf(user, Phase.Test).ToArray();
            return (new BundleRequest([.. liked.Select(item => data.Items[item])], [], Count, Alpha, Lambda), new Query(Query.UnknownUser, liked, liked, Count));
        })];
    }

    /// <summary>How many items are asked for.</summary>
    public const int Count = 10;

    public string What { get; }

    /// <summary>Of the file.</summary>
    public long Bytes { get; }

    /// <summary>How many users ask.</summary>
    public int Asked => _asked.Length;

    /// <summary>Models with initial weights, which take as long as trained ones.</summary>
    public static BundleCase OfRandomWeights(PreparedData data, string ranker, string folder)
    {
        IModel towers = Create("two-tower"), model = Create(ranker);
        (OnnxModel user, BundlePart userPart) = Open(towers, "user");
        (OnnxModel item, _) = Open(towers, "item");
        (OnnxModel scorer, BundlePart scorerPart) = Open(model, "model");
        using (item) return new BundleCase($"{data.ItemCount:N0} items, {ranker}", data, user, userPart, CatalogScorer.ItemVectors(item, data.ItemCount), scorer, scorerPart);

        IModel Create(string name)
        {
            ModelEntry entry = ModelCatalog.Find(name);
            return ModelCatalog.Create(entry, Activator.CreateInstance(entry.Options)!, data, seed: 1);
        }

        (OnnxModel, BundlePart) Open(IModel from, string name)
        {
            IGraph graph = from.Graphs.Single(g => g.Name == name);
            string path = Path.Combine(folder, graph.Info.File);
            OnnxExport.Write(graph, path, []);
            return (new OnnxModel(path, graph.Info), new BundlePart(OnnxImport.Read(path), graph.Inputs, graph.Output.Name));
        }
    }

    /// <summary>The artifacts in a folder such as models/ml-1m.</summary>
    public static BundleCase OfArtifacts(string folder, string ranker)
    {
        PreparedData data = DataStage.Load(Artifact.Open(Path.Combine(folder, DataStage.Artifact), ArtifactKinds.Data));
        (OnnxModel user, BundlePart userPart) = Open("two-tower", "user");
        (OnnxModel item, _) = Open("two-tower", "item");
        (OnnxModel scorer, BundlePart scorerPart) = Open(ranker, "model");
        using (item) return new BundleCase($"{data.Name}, {ranker}", data, user, userPart, CatalogScorer.ItemVectors(item, data.ItemCount), scorer, scorerPart);

        (OnnxModel, BundlePart) Open(string name, string graph)
        {
            Artifact artifact = Artifact.Open(Path.Combine(folder, name), ArtifactKinds.Model);
            GraphInfo info = artifact.Manifest.Graphs.Single(g => g.Name == graph);
            string path = artifact.PathOf(info.File);
            return (new OnnxModel(path, info), new BundlePart(OnnxImport.Read(path), info.Inputs, info.Outputs[0].Name));
        }
    }

    public BundleAnswer AskBundle(int user) => _bundle.Recommend(_asked[user].Request);

    public ScoredItems AskChain(int user)
    {
        Query query = _asked[user].Query;
        return _stages.Aggregate(_source.Find(query with { Count = Candidates }), (items, stage) => stage.Apply(query, items));
    }

    public void Dispose()
    {
        _bundle.Dispose();
        _userTower.Dispose();
        _ranker.Dispose();
        _index.Dispose();
    }
}
