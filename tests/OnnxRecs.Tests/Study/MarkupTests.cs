using OnnxRecs.Study;

namespace OnnxRecs.Tests.Study;

public sealed class MarkupTests
{
    [Theory]
    [InlineData("<b>&\"'", "&lt;b&gt;&amp;&quot;&#39;")]
    [InlineData("Am\u00e9lie \U0001F600", "Am\u00e9lie \U0001F600")]
    [InlineData("a\0b\u0001", "a\ufffdb\ufffd")]
    [InlineData("a\nb", "a b")]
    public void Escape_GivesWhatXmlCanHold(string text, string expected) => Assert.Equal(expected, Markup.Escape(text));

    // Not among the data above: an attribute cannot hold half a character.
    [Fact]
    public void Escape_HalfACharacter_IsReplaced() => Assert.Equal("half \ufffd", Markup.Escape("half \ud83d"));
}
