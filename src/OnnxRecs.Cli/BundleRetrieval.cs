using System.Numerics.Tensors;
using OnnxRecs.Artifacts;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Sources;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx;
using OnnxRecs.Onnx.Bundle;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli;

/// <summary>The first half of a bundle, from an artifact: user vector and exact retrieval, and the parts of C# that do the same.</summary>
internal sealed class BundleRetrieval : IDisposable
{
    /// <summary>The user vector that is the mean of the liked items' vectors.</summary>
    public const string Mean = "mean";

    private readonly IDisposable[] _held;

    private BundleRetrieval(BundlePart? user, VectorTable vectors, ICandidateSource source, params IDisposable[] held) => (User, Vectors, Source, _held) = (user, vectors, source, held);

    /// <summary>Null: the mean.</summary>
    public BundlePart? User { get; }

    /// <summary>What is searched: item i has row i.</summary>
    public VectorTable Vectors { get; }

    /// <summary>What the bundle's retrieval must equal.</summary>
    public ICandidateSource Source { get; }

    /// <param name="context">The way to open a model.</param>
    /// <param name="model">A model with graphs "user" and "item", or a ranker with a <see cref="StateVector"/>.</param>
    /// <param name="mean">Whether the mean takes the place of the user tower.</param>
    /// <param name="data">What the model was trained on.</param>
    /// <exception cref="InputException">The model has no user vector.</exception>
    public static BundleRetrieval Open(StageContext context, Artifact model, bool mean, PreparedData data)
    {
        if (model.Manifest.Graphs.Any(graph => graph.Name == "model")) return OfState(context, model, data);
        using IModelRunner items = context.OpenGraph(model, "item", data);
        VectorTable vectors = CatalogScorer.ItemVectors(items, data.ItemCount);
        if (mean) return new BundleRetrieval(null, vectors, new CatalogueSource(data.ItemCount, (query, scores) => ScoreByMean(vectors, query.History, scores)));
        IModelRunner tower = context.OpenGraph(model, "user", data);
        var index = new ExactIndex(vectors);
        return new BundleRetrieval(PartOf(model, "user", tower), vectors, new TwoTowerSource(tower, index), tower, index);
    }

    /// <summary>One graph of an artifact, to be put into a bundle.</summary>
    public static BundlePart PartOf(Artifact model, string graph, IModelRunner runner) => new(OnnxImport.Read(model.PathOf($"{graph}.onnx")), runner.Inputs, runner.Output.Name);

    public void Dispose()
    {
        foreach (IDisposable held in _held) held.Dispose();
    }

    private static BundleRetrieval OfState(StageContext context, Artifact model, PreparedData data)
    {
        IModelRunner ranker = context.OpenGraph(model, "model", data);
        if (StateVector.Of(PartOf(model, "model", ranker), data.ItemCount) is not (var user, var vectors))
        {
            ranker.Dispose();
            throw new InputException($"--user-vector {model.Manifest.Name}: its scores are no inner products of a user vector with item vectors; take a retrieval model, {Mean}, or a model such as gru or sasrec");
        }
        CatalogScorer scorer = CatalogScorer.Of(new Dictionary<string, IModelRunner> { ["model"] = ranker }, data.ItemCount);
        return new BundleRetrieval(user, vectors, new CatalogueSource(data.ItemCount, (query, scores) => scorer.Score([query], scores)), ranker);
    }

    private static void ScoreByMean(VectorTable vectors, int[] history, float[] scores)
    {
        float[] mean = new float[vectors.Dim];
        foreach (int item in history) TensorPrimitives.Add(mean, vectors[item], mean);
        TensorPrimitives.Divide(mean, Math.Max(history.Length, 1), mean);
        for (int item = 0; item < scores.Length; item++) scores[item] = TensorPrimitives.Dot(mean, vectors[item]);
    }
}
