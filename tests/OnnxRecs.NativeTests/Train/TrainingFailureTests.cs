#pragma warning disable CA2201 // What the runtime and the engine throw is thrown here in their place.
using System.Runtime.InteropServices;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Ops;
using OnnxRecs.Tests.Candidates.Sources;
using OnnxRecs.Tests.Models;
using OnnxRecs.Tests.Support;
using OnnxRecs.Train;
using TorchSharp;

namespace OnnxRecs.NativeTests.Train;

/// <summary>What goes wrong in a training: one clear sentence, and the last whole epoch is not lost.</summary>
public sealed class TrainingFailureTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly PreparedData _data = Checkerboard.Create();

    private string CheckpointPath => _folder["checkpoint.bin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_MemoryDoesNotSuffice_SaysWhatToLowerAndKeepsTheLastEpoch()
    {
        NeuMf expected = Create();
        Train(expected);
        File.Delete(CheckpointPath);
        int stepsOfAnEpoch = Create().CreateBatcher(_data, seed: 1).BatchesPerEpoch;

        // 2^46 floats are more than a processor can address.
        string message = Assert.Throws<InputException>(() => Train(new Failing(Create(), stepsOfAnEpoch + 1, () => torch.zeros([1L << 46])))).Message;

        Assert.Matches(
            @"^neumf: the memory does not suffice \(.+\)\. Lower models\.neumf\.batchSize \(now 32\), or one of factors, layers, negatives; where only others took the memory, the same command goes on after the last whole epoch\.$",
            message);
        NeuMf resumed = Create();
        var reporter = new RecordingReporter();
        Train(resumed, reporter);
        Assert.Equal("neumf: going on after epoch 1", reporter.Messages[0]);
        Assert.Equal(BitsOf(expected), BitsOf(resumed));
    }

    [Fact]
    public void Train_ManagedMemoryDoesNotSuffice_IsToldTheSameWay() =>
        Assert.StartsWith(
            "neumf: the memory does not suffice (Insufficient memory",
            Assert.Throws<InputException>(() => Train(new Failing(Create(), 0, () => throw new OutOfMemoryException()))).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("[enforce fail at alloc_cpu.cpp:75] err == 0. DefaultCPUAllocator: can't allocate memory: you tried to allocate 281474976710656 bytes.\nframe #0")]
    [InlineData("DefaultCPUAllocator: not enough memory: you tried to allocate 8 bytes.")]
    [InlineData("CUDA out of memory. Tried to allocate 20.00 GiB")]
    [InlineData("std::bad_alloc")]
    public void Train_WhatAllocatorsSay_IsOneLine(string said)
    {
        string message = Assert.Throws<InputException>(() => Train(new Failing(Create(), 0, () => throw new ExternalException(said)))).Message;

        Assert.StartsWith($"neumf: the memory does not suffice ({said.Split('\n')[0]}). Lower ", message, StringComparison.Ordinal);
        Assert.DoesNotContain("\n", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_MemoryDoesNotSufficeWithinAParallelLoop_IsToldTheSameWay() =>
        Assert.StartsWith(
            "neumf: the memory does not suffice (Array dimensions exceeded",
            Assert.Throws<InputException>(() => Train(new Failing(Create(), 0, () => Parallel.For(0, 2, _ => throw new OutOfMemoryException("Array dimensions exceeded"))))).Message, StringComparison.Ordinal);

    [Fact]
    public void Train_OtherFaultOfAParallelLoop_StaysWhatItIs() =>
        Assert.Throws<AggregateException>(() => Train(new Failing(Create(), 0, () => Parallel.For(0, 2, _ => throw new InvalidOperationException()))));

    [Fact]
    public void Train_OtherFaultOfTheEngine_StaysWhatItIs() =>
        Assert.Throws<ExternalException>(() => Train(new Failing(Create(), 0, () => throw new ExternalException("shapes do not match"))));

    [Fact]
    public void Train_EmptyCheckpoint_SaysToDeleteIt()
    {
        File.WriteAllBytes(CheckpointPath, []);

        Assert.Equal(
            $"{CheckpointPath} is damaged or not one of our files: it does not begin with ORBF. Delete it and run the stage again.",
            Assert.Throws<InvalidDataException>(() => Train(Create())).Message);
    }

    [Fact]
    public void Train_CheckpointOfOtherSizes_SaysToDeleteIt()
    {
        Assert.Throws<InvalidOperationException>(() => Train(new Failing(Create(), 2 * Create().CreateBatcher(_data, seed: 1).BatchesPerEpoch - 1, () => throw new InvalidOperationException())));

        // The same key as of the narrower model before: as if another version of the program had written the file.
        string message = Assert.Throws<InvalidDataException>(() => Train(Create(factors: 9))).Message;

        Assert.Equal($"{CheckpointPath} is of another version of the model (weight/gmf.users has another size): delete it, and the training begins anew", message);
    }

    [Fact]
    public void Train_NobodyHasTwoEvents_SaysThatThereIsNothingToLearn()
    {
        PreparedData data = Likes.Of(3, [(0, 0, 1), (1, 1, 2)]);
        var gru = (ITrainedModel)ModelCatalog.Create(ModelCatalog.Find("gru"), new GruRankerOptions(), data, seed: 1);

        Assert.StartsWith("gru: there is nothing to learn from in ", Assert.Throws<InputException>(() => Train(gru, data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_PlateauWithoutValidation_SaysWhatToSet()
    {
        PreparedData data = WithoutValidation();
        var model = (ITrainedModel)ModelCatalog.Create(ModelCatalog.Find("neumf"), new NeuMfOptions { Schedule = "plateau" }, data, seed: 1);

        Assert.Contains("Set models.neumf.schedule to \"cosine\" or \"constant\"", Assert.Throws<InputException>(() => Train(model, data)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Train_LastUpdateOverflows_IsSeenBeforeItIsKept()
    {
        PreparedData data = WithoutValidation();
        var model = (ITrainedModel)ModelCatalog.Create(ModelCatalog.Find("neumf"), new NeuMfOptions { LearningRate = 1e39, BatchSize = 100_000, Epochs = 1 }, data, seed: 1);

        Assert.Matches(@"^neumf: after epoch 1 a value of '.+' is not a number\. Lower models\.neumf\.learningRate ", Assert.Throws<InputException>(() => Train(model, data)).Message);
        Assert.False(File.Exists(CheckpointPath));
    }

    private static PreparedData WithoutValidation() => Likes.Of(4, [(0, 0, 1), (0, 1, 2), (1, 1, 2), (1, 2, 3)]);

    private static byte[] BitsOf(IModel model) => [.. model.Weights.SelectMany(weight => weight.Values.SelectMany(BitConverter.GetBytes))];

    private NeuMf Create(int factors = 8) => (NeuMf)ModelCatalog.Create(
        ModelCatalog.Find("neumf"), (NeuMfOptions)SmallModels.Options["neumf"] with { Factors = factors, Epochs = 2, Patience = 100, BatchSize = 32 }, _data, seed: 1);

    private void Train(ITrainedModel model, PreparedData data) =>
        new TorchTrainer(new TrainingRun(model is GruRanker ? "gru" : "neumf", Seed: 1, "cpu", Threads: 1, CheckpointPath, "key"), new RecordingReporter(), TimeProvider.System).Train(model, data, CancellationToken.None);

    private void Train(ITrainedModel model, RecordingReporter? reporter = null) =>
        new TorchTrainer(new TrainingRun("neumf", Seed: 1, "cpu", Threads: 1, CheckpointPath, "key"), reporter ?? new RecordingReporter(), TimeProvider.System).Train(model, _data, CancellationToken.None);

    /// <summary>Fails in some step, before it computes the loss.</summary>
    private sealed class Failing(NeuMf model, int step, Action fail) : ITrainedModel
    {
        private int _steps;

        public IReadOnlyList<Weight> Weights => model.Weights;

        public IReadOnlyList<IGraph> Graphs => model.Graphs;

        public TrainingOptions Training => model.Training;

        public T Loss<T>(ITrainOps<T> ops, Tensors<T> batch)
        {
            if (_steps++ == step) fail();
            return model.Loss(ops, batch);
        }

        public IBatcher CreateBatcher(PreparedData data, ulong seed) => model.CreateBatcher(data, seed);
    }
}
