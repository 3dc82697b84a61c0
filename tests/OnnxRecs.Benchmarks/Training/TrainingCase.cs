using System.Text.Json.Nodes;
using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Models.Sequence;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;

namespace OnnxRecs.Benchmarks.Training;

/// <summary>One shape of a training, the same for every side.</summary>
/// <param name="Model">As the catalogue calls it.</param>
/// <param name="Shape">What people read.</param>
/// <param name="Examples">In a step: samples of NeuMF, negatives included; sequences of the others.</param>
/// <param name="Threads">Threads of one operation.</param>
/// <param name="Length">How long a turn is.</param>
/// <param name="Data">What our side trains on.</param>
/// <param name="Create">Makes our model.</param>
/// <param name="Order">What the Python side needs to know to make its own.</param>
internal sealed record TrainingCase(
    string Model, string Shape, int Examples, int Threads, TurnLength Length, Func<PreparedData> Data, Func<WeightSet, ITrainedModel> Create, JsonObject Order)
{
    private const int Negatives = 4;
    private const int SequenceItems = 3416; // as in the SASRec paper's ML-1M

    public static IEnumerable<TrainingCase> All => new[] { 1, 2 }.SelectMany(threads =>
        from cases in new[]
        {
            from shape in new[] { (Factors: 8, Layers: new[] { 32, 16, 8 }), (Factors: 32, Layers: [64, 32, 16]) }
            from positives in new[] { 51, 256, 820, 3277 }
            select NeuMf(shape.Factors, shape.Layers, positives, threads),
            [
                Sequence("gru", 256, 50, threads, options => new GruRankerOptions { Dim = options.Dim, MaxLength = options.Length, BatchSize = options.Sequences, Dropout = options.Dropout },
                    (options, data, weights) => new GruRanker((GruRankerOptions)options, data, weights)),
                Sequence("sasrec", 128, 200, threads, options => new SasrecOptions { Dim = options.Dim, MaxLength = options.Length, BatchSize = options.Sequences, Dropout = options.Dropout },
                    (options, data, weights) => new Sasrec((SasrecOptions)options, data, weights)),
            ],
        }
        from one in cases
        select one);

    private static TrainingCase NeuMf(int factors, int[] layers, int positives, int threads) => new(
        "neumf", $"{factors} factors, {positives * (1 + Negatives)} samples", positives * (1 + Negatives), threads, new TurnLength(WarmUpSteps: 5, Seconds: 0.4),
        () => SyntheticData.Prepared,
        weights => new NeuMf(new NeuMfOptions { Factors = factors, Layers = layers, Negatives = Negatives, BatchSize = positives, UnknownUserRate = 0 }, SyntheticData.Prepared, weights),
        new JsonObject
        {
            ["users"] = SyntheticData.UserCount + 1,
            ["items"] = SyntheticData.ItemCount,
            ["factors"] = factors,
            ["layers"] = new JsonArray([.. layers.Select(width => (JsonNode)width)]),
            ["positives"] = positives,
            ["negatives"] = Negatives,
        });

    private static TrainingCase Sequence(
        string model, int sequences, int length, int threads, Func<(int Sequences, int Length, int Dim, double Dropout), SequenceOptions> options, Func<SequenceOptions, PreparedData, WeightSet, ITrainedModel> create)
    {
        const int dim = 64;
        const double dropout = 0.1;
        var data = new Lazy<PreparedData>(() => SyntheticData.FullSequences(64 * sequences, length + 1, SequenceItems));
        return new TrainingCase(
            model, $"{sequences} sequences of {length}, {dim} wide", sequences, threads, new TurnLength(WarmUpSteps: 1, Seconds: 4),
            () => data.Value, weights => create(options((sequences, length, dim, dropout)), data.Value, weights),
            new JsonObject { ["items"] = SequenceItems + 1, ["dim"] = dim, ["length"] = length, ["dropout"] = dropout, ["sequences"] = sequences });
    }
}

/// <summary>What a side did in one turn.</summary>
/// <param name="Examples">Training examples.</param>
/// <param name="CpuSeconds">Of all threads of the side's process.</param>
/// <param name="WallSeconds">On the clock.</param>
internal sealed record Turn(long Examples, double CpuSeconds, double WallSeconds)
{
    public double PerCpuSecond => Examples / CpuSeconds;

    public double PerSecond => Examples / WallSeconds;
}

/// <summary>How long a turn is.</summary>
/// <param name="WarmUpSteps">Steps before the clock starts.</param>
/// <param name="Seconds">Steps are made until so much time is over.</param>
internal sealed record TurnLength(int WarmUpSteps, double Seconds);
