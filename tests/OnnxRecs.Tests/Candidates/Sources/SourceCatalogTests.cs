using System.Text.Json.Nodes;
using OnnxRecs.Candidates;
using OnnxRecs.Candidates.Sources;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Core.Pipeline;

namespace OnnxRecs.Tests.Candidates.Sources;

public class SourceCatalogTests
{
    private static readonly PreparedData WithGenres = Likes.Of(4, [.. Enumerable.Range(0, 20).Select(i => (i, i % 4, (long)i + 1))], genres: [[0], [1], [2], [0]]);
    private static readonly PreparedData Bare = Likes.Of(4, [(0, 1, 1), (0, 2, 2)], times: TimeKind.OrderOfUser);

    [Fact]
    public void Merge_QuotasLeftOut_AsksEverySource() =>
        Assert.Equal(["popular", "recent", "neighbours", "genre", "two-tower"], Merge(new CandidatesOptions(), WithGenres).Names);

    [Fact]
    public void Merge_FewCandidates_AsksTheIndexAlone() => Assert.Equal(["two-tower"], Merge(new CandidatesOptions { Count = 9 }, WithGenres).Names);

    [Fact]
    public void Merge_QuotaZero_DoesNotAsk() =>
        Assert.Equal(["recent", "genre", "two-tower"], Merge(new CandidatesOptions { Quotas = new QuotaOptions { Popular = 0, Neighbours = 0, Genre = 1 } }, WithGenres).Names);

    [Fact]
    public void Merge_DataLackWhatAQuotaNeeds_NotesTheDefaultAndRefusesTheSet()
    {
        var notes = new List<string>();
        Assert.Equal(["popular", "neighbours", "two-tower"], Merge(new CandidatesOptions(), Bare, notes.Add).Names);
        Assert.Equal(
            ["no recent items: of the events of made only each user's own order is known, not who liked what lately", "no genre items: of the items of made no genres are known"],
            notes);

        Assert.Equal(
            "$.candidates.quotas.genre: of the items of made no genres are known; leave it out, or set it to 0.",
            Assert.Throws<InputException>(() => Merge(new CandidatesOptions { Quotas = new QuotaOptions { Genre = 1 } }, Bare)).Message);
        Assert.StartsWith("$.candidates.quotas.recent: ", Assert.Throws<InputException>(() => Merge(new CandidatesOptions { Quotas = new QuotaOptions { Recent = 1 } }, Bare)).Message, StringComparison.Ordinal);
        Assert.Equal(["two-tower"], Merge(new CandidatesOptions { Quotas = new QuotaOptions { Popular = 0, Recent = 0, Neighbours = 0, Genre = 0 } }, Bare, notes.Add).Names);
        Assert.Equal(2, notes.Count);
    }

    [Fact]
    public void Names_AreThoseOfTheSettings()
    {
        var quotas = new JsonObject(SourceCatalog.Names.Select(name => KeyValuePair.Create(name, (JsonNode?)1)));
        var problems = new List<string>();
        QuotaOptions bound = StrictJson.Bind<QuotaOptions>(quotas, "$", problems);
        Assert.Empty(problems);
        Assert.Equal(new QuotaOptions { Popular = 1, Recent = 1, Neighbours = 1, Genre = 1 }, bound);
    }

    private static MergedSource Merge(CandidatesOptions options, PreparedData data, Action<string>? note = null)
    {
        var tower = new FakeRunner([FakeRunner.User(1)], new TensorInfo("vector", ["B", "1"]), values => new float[values["user"].Length]);
        var vectors = new VectorTable(new float[data.ItemCount], 1);
        return SourceCatalog.Merge(options, new SourceParts(data, tower, new ExactIndex(vectors), vectors), note);
    }
}
