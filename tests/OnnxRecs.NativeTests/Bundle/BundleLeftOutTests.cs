using System.Text.Json.Nodes;
using OnnxRecs.Cli;
using OnnxRecs.Config;

namespace OnnxRecs.NativeTests.Bundle;

public sealed class BundleLeftOutTests
{
    [Fact]
    public void Of_WhatABundleDoes_IsNothing()
    {
        var options = new RankOptions { PopularityPenalty = new PopularityPenaltyOptions(), Mmr = new MmrOptions(), TimeoutMs = 5 };
        options.Filters.Add("age", new JsonObject { ["enabled"] = false });

        Assert.Empty(BundleLeftOut.Of(options, "gru"));
    }

    [Fact]
    public void Of_EverythingElse_IsNamed()
    {
        var options = new RankOptions
        {
            PopularityPenalty = new PopularityPenaltyOptions { Form = "inverse-propensity" },
            Freshness = new(),
            Dpp = new(),
            Xquad = new(),
            Calibrated = new(),
            LongTailQuota = new(),
            GenreCap = new(),
            ProviderCap = new(),
            Pins = [new PinOptions()],
            Bans = [new BanOptions()],
            Exploration = new(),
            Experiment = new(),
        };
        options.Filters.Add("age", []);

        string line = Assert.Single(BundleLeftOut.Of(options, "gru"));

        string[] done = ["rankers", "blends", "timeoutMs", "filters", "popularityPenalty", "mmr", "count"];
        string[] others = [.. typeof(RankOptions).GetProperties().Select(property => char.ToLowerInvariant(property.Name[0]) + property.Name[1..]).Except(done)];
        Assert.Equal($"of $.rank it has the popularity penalty and MMR alone, not also popularityPenalty.form, {string.Join(", ", others)}, filters.age", line);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_SeenFilterThatIsOff_IsSaid(bool listed)
    {
        var options = new RankOptions { Filters = new OrderedDictionary<string, JsonObject>(StringComparer.Ordinal) };
        if (listed) options.Filters.Add("seen", new JsonObject { ["enabled"] = false });

        Assert.Equal(["it never gives what is in the history, though $.rank.filters.seen is off"], BundleLeftOut.Of(options, "gru"));
    }

    [Fact]
    public void Of_Blend_IsSaid()
    {
        var options = new RankOptions { Rankers = ["both"], Blends = [new BlendOptions { Name = "both", Models = ["gru", "neumf"] }] };

        Assert.Equal(["gru orders alone, not the blend \"both\" of gru, neumf as $.rank.rankers has it first"], BundleLeftOut.Of(options, "gru"));
    }
}
