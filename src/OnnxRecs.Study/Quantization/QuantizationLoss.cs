using System.Globalization;
using OnnxRecs.Artifacts;
using OnnxRecs.Metrics.Statistics;

namespace OnnxRecs.Study.Quantization;

/// <summary>What a smaller model costs and saves.</summary>
/// <param name="Original">NDCG@10 of the original over the whole catalogue, for the users of the test part.</param>
/// <param name="Smaller">The same of the smaller one.</param>
/// <param name="P">Of the difference, by a paired randomisation test over the users.</param>
/// <param name="OriginalBytes">Size of the original's ONNX files.</param>
/// <param name="Bytes">Size of the smaller ones.</param>
public sealed record QuantizationLoss(double Original, double Smaller, double P, long OriginalBytes, long Bytes)
{
    private const string Ndcg = "NDCG@10";

    /// <summary>What is lost, as a share of the original's; negative: it is better.</summary>
    public double Share => Original == 0 ? 0 : (Original - Smaller) / Original;

    /// <param name="original">For each user.</param>
    /// <param name="smaller">For the same users.</param>
    /// <param name="seed">Of the test.</param>
    /// <param name="originalBytes">See <see cref="OriginalBytes"/>.</param>
    /// <param name="bytes">See <see cref="Bytes"/>.</param>
    public static QuantizationLoss Of(double[] original, double[] smaller, ulong seed, long originalBytes, long bytes) =>
        new(original.Average(), smaller.Average(), PairedTests.Compare(original, smaller, seed).PRandomisation, originalBytes, bytes);

    /// <summary>What <see cref="WriteTo"/> wrote.</summary>
    public static QuantizationLoss Of(Manifest manifest) => new(
        manifest.Figures[$"{Ndcg}.original"], manifest.Figures[Ndcg], manifest.Figures[$"{Ndcg}.p"], (long)manifest.Figures["bytes.original"], (long)manifest.Figures["bytes"]);

    /// <summary>Into a manifest's figures.</summary>
    public void WriteTo(SortedDictionary<string, double> figures)
    {
        figures[$"{Ndcg}.original"] = Original;
        figures[Ndcg] = Smaller;
        figures[$"{Ndcg}.p"] = P;
        figures[$"{Ndcg}.loss"] = Share;
        figures["bytes.original"] = OriginalBytes;
        figures["bytes"] = Bytes;
    }

    /// <summary>Such as "NDCG@10 falls from 0.1463 to 0.1402, by 4.17 %".</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ndcg} {(Share < 0 ? "rises" : "falls")} from {Original:0.0000} to {Smaller:0.0000}, by {100 * Math.Abs(Share):0.00} %");
}

/// <summary>There is no smaller model: it loses more than is allowed, or nothing of it can be made smaller.</summary>
public sealed class QuantizationRefusedException : Exception
{
    /// <param name="name">What it would have been called.</param>
    /// <param name="loss">What was measured.</param>
    /// <param name="maxLoss">The bound, as a share.</param>
    public QuantizationRefusedException(string name, QuantizationLoss loss, double maxLoss)
        : base(string.Create(CultureInfo.InvariantCulture, $"{name} is not kept: {loss}, where {100 * maxLoss:0.##} % is allowed (--max-loss)")) => Loss = loss;

    /// <param name="model">The original.</param>
    public QuantizationRefusedException(string model)
        : base($"{model} has no large table or matrix of float32: nothing of it can be made smaller")
    {
    }

    /// <summary>Null: there was nothing to make smaller.</summary>
    public QuantizationLoss? Loss { get; }
}
