namespace OnnxRecs.Rank.Rerank.Terms;

/// <summary>A weight between 0 and 1.</summary>
internal static class Share
{
    public static double Checked(double value, string name) =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, value, $"{name} is in 0 .. 1.");
}
