using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Models.Sequence;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Tests.Models;
using OnnxRecs.Tests.Support;
using OnnxRecs.Train;
using static TorchSharp.torch;

namespace OnnxRecs.NativeTests.Train;

public sealed class TrainerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PreparedData _data = Checkerboard.Create();
    private readonly Dictionary<ITrainedModel, string> _names = [];

    public static TheoryData<string> Trained =>
        ["neumf", "gmf", "mlp", "gru", "gru4rec", "sasrec", "two-tower", "mult-dae", "mult-vae", "rating-mlp", "two-tower-rating", "deep-embedding"];

    private string CheckpointPath => _folder["checkpoint.bin"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Trained))]
    public void Train_LossGoesDown(string model)
    {
        TrainingResult result = Train(Create(model, epochs: 6));

        Assert.Equal(6, result.Losses.Length);
        Assert.True(result.Losses[^1] < 0.95 * result.Losses[0], string.Join(' ', result.Losses));
    }

    [Theory]
    [MemberData(nameof(Trained))]
    public void Train_InterruptedAndResumed_EndsInTheSameBits(string model)
    {
        ITrainedModel whole = Create(model, epochs: 3);
        TrainingResult expected = Train(whole);
        File.Delete(CheckpointPath);

        Interrupt(Create(model, epochs: 3), inEpoch: 2);
        ITrainedModel resumed = Create(model, epochs: 3);
        var reporter = new RecordingReporter();
        TrainingResult actual = Train(resumed, reporter: reporter);

        Assert.Equal($"{model}: going on after epoch 1", reporter.Messages[0]);
        Assert.Equal(expected.Losses, actual.Losses);
        Assert.Equal(expected.Scores, actual.Scores);
        Assert.Equal(expected.BestEpoch, actual.BestEpoch);
        Assert.Equal(BitsOf(whole), BitsOf(resumed));
    }

    [Fact]
    public void Train_NoBetterEpoch_StopsAndKeepsTheBest()
    {
        ITrainedModel stopped = Create("neumf", epochs: 60, patience: 3);
        TrainingResult result = Train(stopped);
        File.Delete(CheckpointPath);
        ITrainedModel best = Create("neumf", epochs: result.BestEpoch);
        Train(best);

        Assert.Equal(result.BestEpoch + 3, result.Scores.Length);
        Assert.Equal(result.Scores.Max(), result.Scores[result.BestEpoch - 1]);
        Assert.Equal(BitsOf(best), BitsOf(stopped));
    }

    [Fact]
    public void Train_CheckpointOfAnotherKey_StartsAnew()
    {
        ITrainedModel fresh = Create("neumf", epochs: 2);
        Train(fresh);
        File.Delete(CheckpointPath);
        Interrupt(Create("neumf", epochs: 2), inEpoch: 2);

        ITrainedModel other = Create("neumf", epochs: 2);
        var reporter = new RecordingReporter();
        Train(other, key: "other settings", reporter: reporter);

        Assert.StartsWith("neumf: epoch 1 ", reporter.Messages[0], StringComparison.Ordinal);
        Assert.Equal(BitsOf(fresh), BitsOf(other));
    }

    [Fact]
    public void Train_DamagedCheckpoint_SaysToDeleteIt()
    {
        Interrupt(Create("neumf", epochs: 2), inEpoch: 2);
        byte[] bytes = File.ReadAllBytes(CheckpointPath);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(CheckpointPath, bytes);

        Assert.Equal(
            $"{CheckpointPath} is damaged or not one of our files: its checksum does not match. Delete it and run the stage again.",
            Assert.Throws<InvalidDataException>(() => Train(Create("neumf", epochs: 2))).Message);
    }

    [Fact]
    public void Finish_TakesTheCheckpointAway()
    {
        TorchTrainer trainer = Trainer("neumf");
        trainer.Train(Create("neumf", epochs: 1), _data, CancellationToken.None);
        Assert.True(File.Exists(CheckpointPath));

        trainer.Finish();

        Assert.False(File.Exists(CheckpointPath));
    }

    [Fact]
    public void Train_StepsTooLarge_SaysWhereAndWhatToLower()
    {
        ITrainedModel model = Create("neumf", epochs: 5, learningRate: 1e30);

        string message = Assert.Throws<InputException>(() => Train(model)).Message;

        Assert.Matches(@"^neumf: the loss is (NaN|∞|Infinity) in epoch 1, batch \d+\. Lower models\.neumf\.learningRate \(now 1E\+30\)\.$", message);
    }

    [Theory]
    [MemberData(nameof(Trained))]
    public void Train_ManySteps_FreesEveryTensorItMakes(string model)
    {
        long before = Tensor.TotalCount;
        int steps = 0;
        var atEndOfEpoch = new List<long>(); // when no batch lies ready
        var reporter = new RecordingReporter
        {
            OnProgress = (fraction, _) =>
            {
                steps++;
                if (fraction >= 1) atEndOfEpoch.Add(Tensor.TotalCount);
            },
        };

        int perEpoch = Create(model, epochs: 1, batchSize: 4).CreateBatcher(SmallModels.DataFor(model), seed: 1).BatchesPerEpoch;
        Train(Create(model, epochs: 1 + 500 / perEpoch, batchSize: 4), reporter: reporter);

        Assert.True(steps >= 500, $"{steps} steps");
        Assert.All(atEndOfEpoch, count => Assert.Equal(atEndOfEpoch[0], count));
        Assert.Equal(before, Tensor.TotalCount);
    }

    [Fact]
    public void Train_TenThousandSteps_MemoryIsFlat()
    {
        int steps = 0;
        var memory = new List<long>(); // of the process, every thousand steps
        var reporter = new RecordingReporter
        {
            OnProgress = (_, _) =>
            {
                if (++steps % 1000 != 0) return;
                using var process = System.Diagnostics.Process.GetCurrentProcess();
                memory.Add(process.PrivateMemorySize64 >> 20);
            },
        };

        Train(Create("neumf", epochs: 120, patience: 120, batchSize: 4), reporter: reporter);

        Assert.True(memory.Count >= 10, $"{steps} steps");
        // A leak of one small tensor a step would be some MiB; what the collector and the allocator keep comes and goes.
        Assert.True(memory[^1] - memory[1] < 64, $"MiB every thousand steps: {string.Join(' ', memory)}");
    }

    private static byte[] BitsOf(IModel model) => [.. model.Weights.SelectMany(weight => weight.Values.SelectMany(BitConverter.GetBytes))];

    private ITrainedModel Create(string name, int epochs, int patience = 100, double learningRate = 0.01, int batchSize = 16)
    {
        // Dropout must be the same after a resume, too.
        TrainingOptions small = SmallModels.Options[name] switch
        {
            TwoTowerOptions options => options with { Dropout = 0.2 },
            MultAutoencoderOptions options => options with { Dropout = 0.2 },
            SequenceOptions options => options with { Dropout = 0.2 },
            RatingMlpOptions options => options with { Dropout = [0.2] },
            TwoTowerRatingOptions options => options with { Dropout = 0.2 },
            DeepEmbeddingOptions options => options with { Dropout = 0.2 },
            object options => (TrainingOptions)options,
        };
        small = small with { Epochs = epochs, Patience = patience, LearningRate = learningRate, BatchSize = batchSize };
        var model = (ITrainedModel)ModelCatalog.Create(ModelCatalog.Find(name), small, SmallModels.DataFor(name), seed: 1);
        _names.Add(model, name);
        return model;
    }

    private TorchTrainer Trainer(string name, string key = "key", RecordingReporter? reporter = null) =>
        new(new TrainingRun(name, Seed: 1, "cpu", Threads: 1, CheckpointPath, key), reporter ?? new RecordingReporter(), TimeProvider.System);

    private TrainingResult Train(ITrainedModel model, string key = "key", RecordingReporter? reporter = null) =>
        Trainer(NameOf(model), key, reporter).Train(model, SmallModels.DataFor(NameOf(model)), CancellationToken.None);

    /// <summary>Cancels in the middle of an epoch.</summary>
    private void Interrupt(ITrainedModel model, int inEpoch)
    {
        using var cancel = new CancellationTokenSource();
        var reporter = new RecordingReporter
        {
            OnProgress = (fraction, detail) =>
            {
                if (fraction >= 0.5 && detail.StartsWith($"epoch {inEpoch} ", StringComparison.Ordinal)) cancel.Cancel();
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => Trainer(NameOf(model), reporter: reporter).Train(model, SmallModels.DataFor(NameOf(model)), cancel.Token));
        Assert.True(File.Exists(CheckpointPath));
    }

    private string NameOf(ITrainedModel model) => _names[model];
}
