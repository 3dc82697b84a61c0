using OnnxRecs.Config;

namespace OnnxRecs.Tests.Core.Config;

public class SpellingTests
{
    private static readonly string[] Known = ["count", "efSearch", "m", "rankers", "two-tower"];

    [Theory]
    [InlineData("cuont", "count")]
    [InlineData("COUNT", "count")]
    [InlineData("efsaerch", "efSearch")]
    [InlineData("rankres", "rankers")]
    [InlineData("twotower", "two-tower")]
    [InlineData("epochs", null)]
    [InlineData("x", null)]
    public void Nearest_GivesTheNameWithFewEdits(string written, string? expected) => Assert.Equal(expected, Spelling.Nearest(written, Known));

    [Fact]
    public void Hint_NothingNear_IsEmpty() => Assert.Equal("", Spelling.Hint("epochs", Known));
}
