using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Train;

namespace OnnxRecs.Benchmarks.Training;

/// <summary>A model in <see cref="TorchTrainer"/>, exactly as the pipeline trains it: the clock hangs on the trainer's reports of progress, one for each step.</summary>
internal sealed class OurSide(TimeProvider time)
{
    public Turn Run(TrainingCase shape, TurnLength length)
    {
        ITrainedModel model = shape.Create(new WeightSet(new Rng(1)));
        using var clock = new StepClock(length, shape.Examples, time);
        // Never written: a turn stops before the epoch does.
        string checkpoint = Path.Combine(Path.GetTempPath(), $"onnxrecs-bench-{Environment.ProcessId}.bin");
        var trainer = new TorchTrainer(new TrainingRun(shape.Model, Seed: 1, "cpu", shape.Threads, checkpoint, Key: ""), clock, time);
        try
        {
            trainer.Train(model, shape.Data(), clock.Enough);
        }
        catch (OperationCanceledException)
        {
            return clock.Turn ?? throw new InvalidOperationException("Training stopped before the clock did.");
        }
        throw new InvalidOperationException("Training went on although it was stopped: validation would be in the figures.");
    }

    /// <summary>Starts after the warm-up and stops the training when the turn is over, or on a very fast machine the epoch's last batch is done.</summary>
    private sealed class StepClock(TurnLength length, int examples, TimeProvider time) : IReporter, IDisposable
    {
        private readonly CancellationTokenSource _enough = new();
        private int _steps;
        private TimeSpan _cpu;
        private long _start;

        public CancellationToken Enough => _enough.Token;

        public Turn? Turn { get; private set; }

        public void Message(string text) { }

        public void Progress(string task, double fraction, string detail)
        {
            _steps++;
            if (_steps == length.WarmUpSteps) (_cpu, _start) = (Environment.CpuUsage.TotalTime, time.GetTimestamp());
            if (_steps <= length.WarmUpSteps) return;
            TimeSpan wall = time.GetElapsedTime(_start);
            if (wall.TotalSeconds < length.Seconds && fraction < 1) return;
            Turn = new Turn((long)(_steps - length.WarmUpSteps) * examples, (Environment.CpuUsage.TotalTime - _cpu).TotalSeconds, wall.TotalSeconds);
            _enough.Cancel();
        }

        public void Dispose() => _enough.Dispose();
    }
}
