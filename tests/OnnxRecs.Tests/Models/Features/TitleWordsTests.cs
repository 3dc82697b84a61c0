using OnnxRecs.Data;
using OnnxRecs.Features;

namespace OnnxRecs.Tests.Models.Features;

public sealed class TitleWordsTests
{
    [Theory]
    [InlineData("Toy Story (1995)", 1995, "toy story")]
    [InlineData("Seven (a.k.a. Se7en) (1995)", 1995, "seven a k a se7en")]
    [InlineData("2001: A Space Odyssey (1968)", 1968, "2001 a space odyssey")]
    [InlineData("1984 (1984)", 1984, "1984")]
    [InlineData("Dekalog (1989-1990)", 1989, "dekalog 1990")]
    [InlineData("Toy Story (1995)", 0, "toy story 1995")]
    [InlineData("MÉTISSE (Café au Lait)", 1993, "métisse café au lait")]
    [InlineData("...", 0, "")]
    public void Of_Title_LettersAndDigitsInLowerCaseWithoutItsYear(string title, int year, string words) =>
        Assert.Equal(words, string.Join(' ', TitleWords.Of(title, year)));

    /// <summary>Test vectors of the authors: http://www.isthe.com/chongo/src/fnv/test_fnv.c</summary>
    [Theory]
    [InlineData("", 0x811c9dc5)]
    [InlineData("a", 0xe40c292c)]
    [InlineData("foobar", 0xbf9cf968)]
    public void HashOf_PublishedVectors_AreMet(string word, uint hash) => Assert.Equal(hash, TitleWords.HashOf(word));

    [Fact]
    public void BucketsOf_Titles_AreDistinctAndOfTheFirstWords()
    {
        // 0xe40c292c = 3826002220 leaves 20 when divided by 100; "b" is 0xe70c2de5 = 3876335077 and leaves 77.
        DatasetFacts facts = Facts(["id0", "id1", "id2"], ["b a B (2000)", "a c", "id2"], [2000, 0, 0]);

        int[][] buckets = TitleWords.BucketsOf(facts, buckets: 100, maxWords: 3);

        Assert.Equal([20, 77], buckets[0]);
        Assert.Equal(20, TitleWords.BucketsOf(facts, 100, maxWords: 1)[1].Single());
        Assert.Empty(buckets[2]); // a title that is only the id says nothing
    }

    private static DatasetFacts Facts(string[] ids, string[] titles, int[] years) => new(
        "made", "none", ValueKind.Rating, new IdMap(["u0"]), new IdMap(ids), new ItemCatalog(titles, years, [], [.. ids.Select(_ => Array.Empty<int>())]));
}
