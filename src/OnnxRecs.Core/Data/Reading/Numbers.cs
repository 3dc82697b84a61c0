using System.Buffers.Text;

namespace OnnxRecs.Data.Reading;

/// <summary>What numbers in files may be.</summary>
internal static class Numbers
{
    /// <summary>The end of the year 9999, the last time that dates can show: milliseconds taken for seconds lie beyond it.</summary>
    public const long LastSecond = 253_402_300_799;

    /// <summary>Whether it is a whole number from 0, and which.</summary>
    public static bool TryWhole(ReadOnlySpan<byte> field, out long number) =>
        Utf8Parser.TryParse(field, out number, out int used) && used == field.Length && number >= 0 && field[0] is >= (byte)'0' and <= (byte)'9';
}

/// <summary>Which values a column may hold.</summary>
/// <param name="Min">The lowest.</param>
/// <param name="Max">The highest.</param>
/// <param name="Step">All are multiples of it; 0: any are right.</param>
/// <param name="Expected">The same in words, for messages.</param>
internal sealed record ValueScale(double Min, double Max, double Step, string Expected)
{
    public static readonly ValueScale HalfStars = new(0.5, 5, 0.5, "a rating from 0.5 to 5 in steps of 0.5");

    public static readonly ValueScale Stars = new(1, 5, 1, "a rating from 1 to 5");

    /// <summary>Never of NaN.</summary>
    public bool Has(double value) => value >= Min && value <= Max && (Step == 0 || value / Step % 1 == 0);
}
