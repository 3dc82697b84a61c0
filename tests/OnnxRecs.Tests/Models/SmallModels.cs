using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Models.Classical;
using OnnxRecs.Models.Ratings;

namespace OnnxRecs.Tests.Models;

/// <summary>Options that make each model small and quick to train on the checkerboard. A new model needs a line here and is then in every contract.</summary>
/// <remarks>Without dropout, which the reference op set refuses; the towers and the MLP with patience, since they are slow to begin.</remarks>
internal static class SmallModels
{
    public static IReadOnlyDictionary<string, object> Options { get; } = new Dictionary<string, object>
    {
        ["popular"] = new PopularOptions(),
        ["popular-recent"] = new PopularRecentOptions { Days = 0.01 },
        ["random"] = new RandomOrderOptions(),
        ["bias"] = new RatingBiasOptions(),
        ["item-knn"] = new ItemKnnOptions { Neighbours = 20, Shrinkage = 1 },
        ["personal-top"] = new PersonalTopOptions { By = "items" },
        ["user-knn"] = new UserKnnOptions { Neighbours = 20, Shrinkage = 1 },
        ["bpr-mf"] = new BprMfOptions { Factors = 4, Epochs = 100 },
        ["biased-mf"] = new BiasedMfOptions { Factors = 4, Regularization = 0.1 },
        ["svd++"] = new SvdPlusPlusOptions { Factors = 4, Regularization = 0.1 },
        ["bayesian-mf"] = new BayesianMfOptions { Factors = 2, Samples = 30, BurnIn = 30 },
        ["rp3beta"] = new Rp3BetaOptions { Neighbours = 20 },
        ["ease"] = new EaseOptions { Regularization = 5 },
        ["ials"] = new IalsOptions { Factors = 4, Epochs = 20 },
        ["logistic-mf"] = new LogisticMfOptions { Factors = 4, Epochs = 60 },
        ["slim"] = new SlimOptions { L1 = 0.1, L2 = 1 },
        ["pure-svd"] = new PureSvdOptions { Factors = 2 },
        ["two-tower"] = new TwoTowerOptions { Dim = 8, Hidden = 16, MaxLength = 6, Dropout = 0, Epochs = 30, Patience = 30, BatchSize = 32, LearningRate = 0.01 },
        ["neumf"] = new NeuMfOptions { Factors = 8, Layers = [16, 8], Epochs = 30, BatchSize = 32, LearningRate = 0.01 },
        ["gmf"] = new GmfOptions { Factors = 8, Epochs = 30, BatchSize = 32, LearningRate = 0.01 },
        ["mlp"] = new NcfMlpOptions { Layers = [16, 8], Epochs = 40, Patience = 40, BatchSize = 16, LearningRate = 0.01 },
        ["gru"] = new GruRankerOptions { Dim = 16, MaxLength = 6, Dropout = 0, Epochs = 30, Patience = 30, BatchSize = 8, LearningRate = 0.01 },
        ["gru4rec"] = new Gru4RecOptions { Dim = 16, MaxLength = 6, Dropout = 0, Epochs = 30, Patience = 30, BatchSize = 8, LearningRate = 0.01, Negatives = 8 },
        ["sasrec"] = new SasrecOptions { Dim = 16, MaxLength = 6, Dropout = 0, Heads = 2, Epochs = 30, Patience = 30, BatchSize = 8, LearningRate = 0.01 },
        ["rating-mlp"] = new RatingMlpOptions { Dim = 8, Layers = [16, 8], Dropout = [], GateWidth = 4, Epochs = 30, Patience = 30, BatchSize = 32, LearningRate = 0.01, Schedule = "constant" },
        ["two-tower-rating"] = new TwoTowerRatingOptions { Dim = 8, Hidden = 16, Layers = [16], Dropout = 0, Epochs = 30, Patience = 30, BatchSize = 32, LearningRate = 0.01, Schedule = "constant" },
        ["deep-embedding"] = new DeepEmbeddingOptions { Dim = 8, Layers = [16], Dropout = 0, Epochs = 30, Patience = 30, BatchSize = 32, LearningRate = 0.01, Schedule = "constant" },
        ["mult-dae"] = new MultDaeOptions { Hidden = 16, Latent = 8, MaxLength = 10, Dropout = 0, Epochs = 30, Patience = 30, BatchSize = 8, LearningRate = 0.01 },
        ["mult-vae"] = new MultVaeOptions { Hidden = 16, Latent = 8, MaxLength = 10, Dropout = 0, AnnealEpochs = 15, Epochs = 30, Patience = 30, BatchSize = 8, LearningRate = 0.01 },
        ["mlp-sequence"] = new MlpSequenceOptions { Dim = 16, MaxLength = 6, Dropout = 0, Layers = [32], Epochs = 30, Patience = 30, BatchSize = 32, LearningRate = 0.01 },
        ["caser"] = new CaserOptions { Dim = 16, MaxLength = 6, Dropout = 0, Horizontal = 4, Vertical = 2, Ahead = 2, Epochs = 30, Patience = 30, BatchSize = 32, LearningRate = 0.01 },
    };

    /// <summary>Those that are computed rather than trained in steps.</summary>
    public static string[] Fitted { get; } = [.. ModelCatalog.Entries.Where(entry => ModelCatalog.Create(entry, Options[entry.Name], DataFor(entry.Name), seed: 1) is IFittedModel).Select(entry => entry.Name)];

    /// <summary>Whether a model refuses data without ratings.</summary>
    public static bool NeedsRatings(string model) => Options[model] is RatedOptions or RatingFactorsOptions or BayesianMfOptions;

    /// <summary>The checkerboard, with stars for models that learn from what was not liked as well.</summary>
    public static PreparedData DataFor(string model) => NeedsRatings(model) ? Checkerboard.CreateRated() : Checkerboard.Create();
}
