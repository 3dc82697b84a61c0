using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Models;
using OnnxRecs.Train;

namespace OnnxRecs.NativeTests.Models;

/// <summary>Fits models under the name "test" and asks them by the reference operations.</summary>
internal static class Fitting
{
    public static WeightSet Weights() => new(new Rng(1));

    public static T Fit<T>(T model, int threads = 1, CancellationToken cancellation = default) where T : IFittedModel
    {
        model.Fit(new FitContext("test", new TorchAlgebra(threads), Seed: 1, threads, new RecordingReporter(), cancellation));
        return model;
    }

    /// <summary>A model of the catalogue with the options of <see cref="SmallModels"/>.</summary>
    public static IModel Fit(string name, PreparedData data, int threads = 1, CancellationToken cancellation = default) =>
        Fit((IFittedModel)ModelCatalog.Create(ModelCatalog.Find(name), SmallModels.Options[name], data, seed: 1), threads, cancellation);

    /// <summary>Of all items.</summary>
    public static float[] Scores(IModel model, PreparedData data, Query query)
    {
        float[] scores = new float[data.ItemCount];
        CatalogScorer.Of(model.Graphs.ToDictionary(graph => graph.Name, graph => (IModelRunner)new ArrayGraph(graph)), data.ItemCount).Score([query], scores);
        return scores;
    }
}
