using System.Text.Json.Nodes;
using OnnxRecs.Numerics;

namespace OnnxRecs.Models.Spaces;

/// <summary>What one option may be while settings are searched for.</summary>
public abstract record Dimension
{
    /// <summary>One value, a new node.</summary>
    public abstract JsonNode Draw(Rng rng);
}

/// <summary>One of some values, each as likely as the others.</summary>
public sealed record Choices(JsonNode[] Values) : Dimension
{
    public override JsonNode Draw(Rng rng) => Values[rng.NextInt(Values.Length)].DeepClone();
}

/// <summary>A number between two others, which it may be.</summary>
/// <param name="From">At least.</param>
/// <param name="To">At most, above <paramref name="From"/>.</param>
/// <param name="IsLog">Its logarithm is uniform; <paramref name="From"/> is then above 0.</param>
/// <param name="IsWhole">Only whole numbers, which both ends are as well.</param>
public sealed record Interval(double From, double To, bool IsLog, bool IsWhole) : Dimension
{
    public override JsonNode Draw(Rng rng)
    {
        double share = rng.NextDouble();
        return IsWhole
            ? JsonValue.Create((long)Math.Clamp(Math.Floor(At(share, To + 1)), From, To))
            : JsonValue.Create(Math.Clamp(ToThreeDigits(At(share, To)), From, To));
    }

    private double At(double share, double end) => IsLog ? From * Math.Pow(end / From, share) : From + share * (end - From);

    /// <summary>Finer than what a validation can tell apart, and short enough to be copied by hand.</summary>
    private static double ToThreeDigits(double value) => double.Parse($"{value:G3}");
}
