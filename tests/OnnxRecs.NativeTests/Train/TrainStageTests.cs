using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Tests.Support;
using OnnxRecs.Train;

namespace OnnxRecs.NativeTests.Train;

/// <summary>What a run makes of the checkpoint that an interrupted one left.</summary>
public sealed class TrainStageTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly SteppedClock _clock = new();
    private readonly PipelineConfig _config;

    public TrainStageTests() => _config = new PipelineConfig
    {
        DataDirectory = Path.Combine(Repository.Root, "data"),
        ModelsDirectory = _folder["models"],
        Models = new(StringComparer.Ordinal) { ["gmf"] = new JsonObject { ["epochs"] = 3, ["patience"] = 10, ["factors"] = 2, ["batchSize"] = 4096 } },
        Candidates = new CandidatesOptions { Source = "" },
    };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_InterruptedAndResumed_TookTheTimeOfAllItsEpochs()
    {
        Run();
        double whole = Seconds;
        Directory.Delete(_folder["models"], recursive: true);
        Interrupt(inEpoch: 2);
        Interrupt(inEpoch: 3);

        List<string> messages = Run();

        Assert.Contains("gmf: going on after epoch 2", messages);
        Assert.True(whole >= 3);
        Assert.Equal(whole, Seconds);
    }

    [Fact]
    public void Train_Forced_BeginsAnewWhateverWasLeft()
    {
        Interrupt(inEpoch: 3);

        List<string> messages = Run(force: true);

        Assert.DoesNotContain("gmf: going on after epoch 2", messages);
        Assert.Contains(messages, message => message.StartsWith("gmf: epoch 1 ", StringComparison.Ordinal));
    }

    private double Seconds => new Timings(_folder["models/sample"]).Seconds["gmf"];

    private List<string> Run(Action<string>? onStep = null, bool force = false, CancellationToken cancel = default)
    {
        var reporter = new RecordingReporter
        {
            OnProgress = (_, detail) =>
            {
                if (!detail.StartsWith("epoch ", StringComparison.Ordinal)) return;
                _clock.Seconds++;
                onStep?.Invoke(detail);
            },
        };
        var context = new StageContext(_config, reporter, OnnxModel.Opener("cpu"));
        new PipelineRunner([DataStage.Task(_config, reporter), .. TrainStage.Tasks(_config, _clock)], context, _clock).RunAll(force, cancel);
        return reporter.Messages;
    }

    private void Interrupt(int inEpoch)
    {
        using var cancel = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Run(
            detail =>
            {
                if (detail.StartsWith($"epoch {inEpoch} ", StringComparison.Ordinal)) cancel.Cancel();
            },
            cancel: cancel.Token));
    }

    /// <summary>Every step of training takes a second, everything else no time.</summary>
    private sealed class SteppedClock : TimeProvider
    {
        public int Seconds { get; set; }

        public override long GetTimestamp() => Seconds * TimestampFrequency;
    }
}
