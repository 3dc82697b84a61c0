using OnnxRecs.Config;

namespace OnnxRecs.Tests.Core.Config;

public class RankOptionsTests
{
    [Fact]
    public void Validate_SharesAboveOne_SaysWhatAddsUp()
    {
        Assert.Empty(Problems("""{ "mmr": { "lambda": 0.7 }, "dpp": { "lambda": 0.9 }, "xquad": { "lambda": 0.2 }, "calibrated": { "lambda": 0.4 } }"""));
        Assert.Equal(
            ["$.rank: 1 - mmr.lambda, 1 - dpp.lambda, xquad.lambda and calibrated.lambda, as far as they are set, add up to 1.1; at most 1 is possible, relevance has the rest"],
            Problems("""{ "mmr": { "lambda": 0.4 }, "calibrated": { "lambda": 0.5 } }"""));
    }

    [Theory]
    [InlineData("""{ "pins": [{ "item": "a" }, { "item": "b" }] }""", "$.rank.pins[1].position: position 1 has a pin already")]
    [InlineData("""{ "pins": [{ "item": "a" }, { "item": "a", "position": 2 }] }""", "$.rank.pins[1].item: \"a\" is pinned already")]
    [InlineData("""{ "pins": [{ "item": "a", "position": 3 }], "bans": [{ "item": "b" }, { "item": "a", "positions": [2, 3] }] }""", "$.rank.pins[0]: \"a\" is banned from position 3 by bans[1]")]
    [InlineData("""{ "pins": [{ "item": "a" }], "bans": [{ "item": "a" }] }""", "$.rank.pins[0]: \"a\" is banned from position 1 by bans[0]")]
    [InlineData("""{ "pins": [{ "item": "a", "position": 10 }], "exploration": {} }""", "$.rank.pins[0].position: position 10 is for exploration")]
    [InlineData("""{ "pins": [{ "position": 1 }] }""", "$.rank.pins[0].item: name the item's id")]
    [InlineData("""{ "bans": [{}] }""", "$.rank.bans[0].item: name the item's id")]
    [InlineData("""{ "bans": [{ "item": "a", "positions": [0] }] }""", "$.rank.bans[0].positions[0]: 0 is not within 1 .. 60")]
    [InlineData("""{ "exploration": { "positions": [61] } }""", "$.rank.exploration.positions[0]: 61 is not within 1 .. 60")]
    [InlineData("""{ "longTailQuota": {} }""", "$.rank.longTailQuota: set either min or share")]
    [InlineData("""{ "longTailQuota": { "min": 2, "share": 0.2 } }""", "$.rank.longTailQuota: set either min or share")]
    [InlineData("""{ "popularityPenalty": { "form": "sqrt" } }""", "$.rank.popularityPenalty.form: \"sqrt\" is none of \"log\", \"inverse-propensity\"")]
    public void Bind_WrongSettings_AreNamed(string rank, string expected) => Assert.Equal([expected], Problems(rank));

    [Theory]
    [InlineData(5, null, 3, 3)]
    [InlineData(2, null, 3, 2)]
    [InlineData(null, 0.2, 10, 2)]
    [InlineData(null, 0.21, 10, 3)]
    [InlineData(null, 0.0, 10, 0)]
    public void Quota_OfALength_IsRoundedUpAndNoMoreThanAll(int? min, double? share, int length, int expected) =>
        Assert.Equal(expected, new LongTailQuotaOptions { Min = min, Share = share }.Of(length));

    private static List<string> Problems(string rank)
    {
        var problems = new List<string>();
        StrictJson.Bind<PipelineConfig>(StrictJson.Parse($$"""{ "rank": {{rank}} }""", "test"), "$", problems);
        return problems;
    }
}
