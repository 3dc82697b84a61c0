using OnnxRecs.Study;

namespace OnnxRecs.Tests.Study;

public sealed class NumbersTests
{
    [Theory]
    [InlineData(0, "0 %")]
    [InlineData(1, "100 %")]
    [InlineData(0.432, "43.2 %")]
    [InlineData(0.0447, "4.47 %")]
    [InlineData(0.00063, "0.0630 %")]
    [InlineData(0.99971, "99.9710 %")] // 0.029 from 100: as many decimals as 0.0290 % has
    [InlineData(2.5, "250.0 %")]
    public void Percent_TellsSharesFromNoneAndAll(double share, string expected) => Assert.Equal(expected, Numbers.Percent(share));

    [Theory]
    [InlineData(1, "1 item")]
    [InlineData(0, "0 items")]
    [InlineData(12_345, "12,345 items")]
    public void Plural_Counts(long count, string expected) => Assert.Equal(expected, Numbers.Plural(count, "item"));

    [Theory]
    [InlineData(3, "3")]
    [InlineData(3.456, "3.46")]
    [InlineData(1234.56, "1,234.6")]
    public void Figure_HasFewDecimals(double value, string expected) => Assert.Equal(expected, Numbers.Figure(value));
}
