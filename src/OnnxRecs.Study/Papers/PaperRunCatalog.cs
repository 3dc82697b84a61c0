using System.Reflection;
using OnnxRecs.Config;
using OnnxRecs.Metrics;

namespace OnnxRecs.Study.Papers;

/// <summary>The table of published results that can be run: a new one is a line here and its settings in a file beside it.</summary>
public static class PaperRunCatalog
{
    private const string Ncf = "He et al. 2017: NCF split of ML-1M, one target among 99 published negatives";
    private const string NcfStage = "sampled (99 published)";
    private const string Sequential = "ML-1M as in the SASRec and BERT4Rec papers: leave-one-out, full ranking, seen items removed";
    private const string Retrieval = "TensorFlow Recommenders' tutorial on deep retrieval: random 80,000 / 20,000 of ML-100K, top 100 of 1,664 titles, nothing masked";
    private const string FiveFolds = "MyMediaLite: five folds of random ratings";
    private const string Ratings = "80/20 in time order, over all test ratings";

    private static readonly string[] Five = ["1/5", "2/5", "3/5", "4/5", "5/5"];

    public static IReadOnlyList<PaperRun> All { get; } =
    [
        Entry("popular-ncf", "most popular, NCF split of ML-1M", Ncf, "popular", NcfStage, "10 s",
            new("HR@10", 0.4533, 0.4533) { Within = 0.002 }, new("NDCG@10", 0.2542, 0.2542) { Within = 0.002 }),
        Entry("neumf-ncf", "NeuMF without pre-training, NCF split of ML-1M", Ncf, "neumf", NcfStage, "3 min",
            new("HR@10", 0.705, 0.705), new("NDCG@10", 0.426, 0.426) { IsFromMemory = true }),
        Entry("neumf-ncf-pretrained", "NeuMF with pre-training, NCF split of ML-1M", Ncf, "neumf", NcfStage, "3 min",
            new("HR@10", 0.73, 0.73), new("NDCG@10", 0.447, 0.447) { IsFromMemory = true }),
        Entry("item-knn-ncf", "item neighbours, NCF split of ML-1M", Ncf, "item-knn", NcfStage, "20 s",
            new("HR@10", 0.6694, 0.6694) { Within = 0.005 }, new("NDCG@10", 0.3979, 0.3979) { Within = 0.005 }),
        Entry("rp3beta-ncf", "walks of three steps, NCF split of ML-1M", Ncf, "rp3beta", NcfStage, "1 min",
            new("HR@10", 0.6758, 0.6758) { Within = 0.005 }, new("NDCG@10", 0.4011, 0.4011) { Within = 0.005 }),
        Entry("ease-ncf", "EASE, NCF split of ML-1M", Ncf, "ease", NcfStage, "1 min",
            new("HR@10", 0.7192, 0.7192) { Within = 0.002 }, new("NDCG@10", 0.4494, 0.4494) { Within = 0.002 }),
        Entry("slim-ncf", "SLIM, NCF split of ML-1M", Ncf, "slim", NcfStage, "1 min",
            new("HR@10", 0.7162, 0.7162) { Within = 0.003 }, new("NDCG@10", 0.4468, 0.4468) { Within = 0.003 }),
        Entry("pure-svd-ncf", "PureSVD, NCF split of ML-1M", Ncf, "pure-svd", NcfStage, "20 s",
            new("HR@10", 0.6937, 0.6937) { Within = 0.002 }, new("NDCG@10", 0.4303, 0.4303) { Within = 0.002 }),
        Entry("ials-ncf", "iALS, NCF split of ML-1M", Ncf, "ials", NcfStage, "2 min",
            new("HR@10", 0.731, 0.729), new("NDCG@10", 0.4521, 0.45)),
        Entry("logistic-mf-ncf", "logistic matrix factorisation, NCF split of ML-1M", Ncf, "logistic-mf", NcfStage, "3 min",
            new("HR@10", 0.7294, 0.729), new("NDCG@10", 0.4523, 0.45)),
        Entry("gru4rec-ml-1m", "GRU4Rec with cross-entropy, ML-1M", Sequential, "gru", EvaluateStage.FullStage, "7 min",
            new("HR@10", 0.2811, 0.281), new("NDCG@10", 0.1648, 0.165)),
        Entry("sasrec-ml-1m", "SASRec with cross-entropy, ML-1M", Sequential, "sasrec", EvaluateStage.FullStage, "25 min",
            new("HR@10", 0.3152, 0.315), new("NDCG@10", 0.1821, 0.182)),
        Entry("two-tower-ml-100k", "two towers, ML-100K by titles", Retrieval, "two-tower", EvaluateStage.EventsStage, "30 s", new PaperFigure("HR@100", 0.29, 0.29)),
        Entry("rating-mlp-ml-latest-small", "network over embeddings that predicts ratings, ml-latest-small", Ratings, "rating-mlp", EvaluateStage.RatedStage, "1 min",
            new("RMSE", 0.8948, 0.8948), new("MAE", 0.6794, 0.6794)),
        Entry("biased-mf-ml-100k", "BiasedMF, ML-100K", FiveFolds, "biased-mf", EvaluateStage.RatedStage, "10 s", new PaperFigure("RMSE", 0.9076, 0.9076)) with { Folds = Five },
        Entry("svd++-ml-100k", "SVD++, ML-100K", FiveFolds, "svd++", EvaluateStage.RatedStage, "10 s", new PaperFigure("RMSE", 0.9065, 0.9065)) with { Folds = Five },
        Entry("biased-mf-ml-1m", "BiasedMF, ML-1M", FiveFolds, "biased-mf", EvaluateStage.RatedStage, "1 min", new PaperFigure("RMSE", 0.852, 0.852)) with { Folds = Five },
        Entry("svd++-ml-1m", "SVD++, ML-1M", FiveFolds, "svd++", EvaluateStage.RatedStage, "40 s", new PaperFigure("RMSE", 0.851, 0.851)) with { Folds = Five },
        Entry("bayesian-mf-ml-100k", "Bayesian matrix factorisation, ML-100K", "rank 10, 200 samples, published fold 3", "bayesian-mf", EvaluateStage.RatedStage, "10 s", new PaperFigure("RMSE", 0.8925, 0.8925)),
    ];

    /// <exception cref="InputException">There is none of this name.</exception>
    public static PaperRun Find(string name) =>
        All.FirstOrDefault(run => run.Name == name)
        ?? throw new InputException($"\"{name}\" is no run of a paper ({string.Join(", ", All.Select(run => run.Name))}){Spelling.Hint(name, All.Select(run => run.Name))}");

    private static PaperRun Entry(string name, string what, string source, string model, string stage, string time, params PaperFigure[] figures) =>
        new(name, what, source, model, stage, time, figures) { Settings = Read($"{name}.json") };

    private static string Read(string file)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"papers/{file}") ?? throw new InvalidOperationException($"Papers/{file} is missing.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
