using OnnxRecs.Artifacts;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Pipeline;

public sealed class RankedListsTests : IDisposable
{
    private readonly TempFolder _folder = new();

    private string Path => _folder["lists.bin"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_WhatWasSaved_ComesBackInItsOrder()
    {
        RankedLists plain = new([3, 5], [new([7, 8], [2, 1]), new([], [])]);
        RankedLists sourced = new([1, 2], [new([4], [0.5f]), new([6, 5], [9, 8])]) { Provenance = new Provenance(["popular", "two-tower"], [[0b10], [0b11, 0b01]]) };

        RankedLists.Save(Path, [new("second/x", sourced), new("first", plain)]);
        OrderedDictionary<string, RankedLists> loaded = RankedLists.Load(Path);

        Assert.Equal(["second/x", "first"], loaded.Keys);
        AssertSame(sourced, loaded["second/x"]);
        AssertSame(plain, loaded["first"]);
    }

    [Theory]
    [InlineData("counts")]
    [InlineData("scores")]
    [InlineData("given")]
    public void Load_BlocksThatDoNotAddUp_AreRefused(string wrong)
    {
        BlockFile.Write(Path, ("a/users", new[] { 1 }), ("a/counts", new[] { wrong == "counts" ? 3 : 2 }), ("a/items", new[] { 4, 5 }),
            ("a/scores", new float[wrong == "scores" ? 1 : 2]), ("a/sources", BlockFile.Text(["x"])), ("a/given", new byte[wrong == "given" ? 1 : 2]));

        Assert.Contains("the lists of 'a' do not add up", Assert.Throws<InvalidDataException>(() => RankedLists.Load(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void NamesOf_SeveralBits_AreTheSourcesInTheirOrder()
    {
        Assert.Equal(["a", "c"], Provenance.NamesOf(["a", "b", "c"], 0b101));
        Assert.Empty(Provenance.NamesOf(["a"], 0));
    }

    private static void AssertSame(RankedLists expected, RankedLists actual)
    {
        Assert.Equal(expected.Users, actual.Users);
        Assert.Equal(expected.Lists.Select(list => list.Items), actual.Lists.Select(list => list.Items));
        Assert.Equal(expected.Lists.Select(list => list.Scores), actual.Lists.Select(list => list.Scores));
        Assert.Equal(expected.Provenance?.Sources, actual.Provenance?.Sources);
        Assert.Equal(expected.Provenance?.Given, actual.Provenance?.Given);
    }
}
