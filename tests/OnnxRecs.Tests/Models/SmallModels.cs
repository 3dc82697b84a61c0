using OnnxRecs.Models;

namespace OnnxRecs.Tests.Models;

/// <summary>Options that make each model small and quick to train on the checkerboard. A new model needs a line here and is then in every contract.</summary>
/// <remarks>Without dropout, which the reference op set refuses; the towers with patience, since they are slow to begin.</remarks>
internal static class SmallModels
{
    public static IReadOnlyDictionary<string, object> Options { get; } = new Dictionary<string, object>
    {
        ["popular"] = new PopularOptions(),
        ["bias"] = new RatingBiasOptions(),
        ["two-tower"] = new TwoTowerOptions { Dim = 8, Hidden = 16, MaxLength = 6, Dropout = 0, Epochs = 30, Patience = 30, BatchSize = 32, LearningRate = 0.01 },
        ["neumf"] = new NeuMfOptions { Factors = 8, Layers = [16, 8], Epochs = 30, BatchSize = 32, LearningRate = 0.01 },
        ["gru"] = new GruRankerOptions { Dim = 16, MaxLength = 6, Dropout = 0, Epochs = 30, Patience = 30, BatchSize = 8, LearningRate = 0.01 },
        ["gru4rec"] = new Gru4RecOptions { Dim = 16, MaxLength = 6, Dropout = 0, Epochs = 30, Patience = 30, BatchSize = 8, LearningRate = 0.01, Negatives = 8 },
        ["sasrec"] = new SasrecOptions { Dim = 16, MaxLength = 6, Dropout = 0, Heads = 2, Epochs = 30, Patience = 30, BatchSize = 8, LearningRate = 0.01 },
        ["mlp-sequence"] = new MlpSequenceOptions { Dim = 16, MaxLength = 6, Dropout = 0, Layers = [32], Epochs = 30, Patience = 30, BatchSize = 32, LearningRate = 0.01 },
        ["caser"] = new CaserOptions { Dim = 16, MaxLength = 6, Dropout = 0, Horizontal = 4, Vertical = 2, Ahead = 2, Epochs = 30, Patience = 30, BatchSize = 32, LearningRate = 0.01 },
    };
}
