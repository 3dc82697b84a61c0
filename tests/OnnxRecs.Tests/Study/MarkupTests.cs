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

    [Theory]
    [InlineData("abcd", 4, "abcd")]
    [InlineData("abcde", 4, "abc\u2026")]
    [InlineData("ab\U0001F600de", 4, "ab\u2026")] // the third character takes two places, of which only one is left
    public void Shorten_CutsBetweenCharacters(string name, int most, string expected) => Assert.Equal(expected, Markup.Shorten(name, most));

    // Not among the data above: an attribute cannot hold half a character.
    [Fact]
    public void Escape_HalfACharacter_IsReplaced() => Assert.Equal("half \ufffd", Markup.Escape("half \ud83d"));
}
