namespace OnnxRecs.Benchmarks.Training;

/// <summary>One shape of NeuMF training, the same for every side.</summary>
/// <param name="Factors">Width of the multiplied embeddings.</param>
/// <param name="Layers">Widths of the tower.</param>
/// <param name="Positives">Liked items in a step; each brings its negatives.</param>
/// <param name="Threads">Threads of one operation.</param>
internal sealed record TrainingCase(int Factors, int[] Layers, int Positives, int Threads)
{
    public const int Negatives = 4;

    /// <summary>Samples in a step.</summary>
    public int Samples => Positives * (1 + Negatives);

    public static IEnumerable<TrainingCase> All =>
        from threads in new[] { 1, 2 }
        from shape in new[] { (Factors: 8, Layers: new[] { 32, 16, 8 }), (Factors: 32, Layers: [64, 32, 16]) }
        from positives in new[] { 256, 820, 3277 }
        select new TrainingCase(shape.Factors, shape.Layers, positives, threads);
}

/// <summary>What a side did in one turn.</summary>
/// <param name="Samples">Training samples, negatives included.</param>
/// <param name="CpuSeconds">Of all threads of the side's process.</param>
/// <param name="WallSeconds">On the clock.</param>
internal sealed record Turn(long Samples, double CpuSeconds, double WallSeconds)
{
    public double PerCpuSecond => Samples / CpuSeconds;

    public double PerSecond => Samples / WallSeconds;
}

/// <summary>How long a turn is.</summary>
/// <param name="WarmUpSteps">Steps before the clock starts.</param>
/// <param name="Seconds">Steps are made until so much time is over.</param>
internal sealed record TurnLength(int WarmUpSteps, double Seconds);
