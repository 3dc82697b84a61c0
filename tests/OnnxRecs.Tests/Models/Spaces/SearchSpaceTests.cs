using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Models;
using OnnxRecs.Models.Spaces;

namespace OnnxRecs.Tests.Models.Spaces;

public sealed class SearchSpaceTests
{
    public static TheoryData<string> Models => [.. ModelCatalog.Entries.Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Models))]
    public void EachModel_DeclaresWhatCanBeTried(string model)
    {
        ModelEntry entry = ModelCatalog.Find(model);

        IReadOnlyList<JsonObject> trials = Space(model).Trials([], 30, seed: 1);

        int expected = model == "personal-top" ? 2 : entry.Options.GetProperties().Length > 0 ? 30 : 1; // "categories" or "items"
        Assert.Equal(expected, trials.Count);
        Assert.All(trials, settings => Assert.Empty(ProblemsOf(entry, settings)));
        Assert.Equal(trials.Count, trials.Select(settings => settings.ToJsonString()).Distinct().Count());
    }

    [Fact]
    public void Trials_First_AreTheSettingsAsTheyStand()
    {
        JsonObject settings = JsonNode.Parse("""{ "regularization": 7 }""")!.AsObject();

        Assert.Equal("""{"regularization":7}""", Space("ease").Trials(settings, 3, seed: 1)[0].ToJsonString());
    }

    [Fact]
    public void Trials_WhatIsNotDrawn_StaysAsItStands()
    {
        JsonObject settings = JsonNode.Parse("""{ "maxLength": 9, "regularization": 7 }""")!.AsObject();

        IReadOnlyList<JsonObject> trials = Space("ease").Trials(settings, 5, seed: 1);

        Assert.All(trials, trial => Assert.Equal(9, (int)trial["maxLength"]!));
        Assert.All(trials.Skip(1), trial => Assert.NotEqual(7, (double)trial["regularization"]!));
    }

    [Fact]
    public void Trials_SameSeed_AreTheSame()
    {
        Assert.Equal(Drawn("item-knn", 10, seed: 1), Drawn("item-knn", 10, seed: 1));
        Assert.NotEqual(Drawn("item-knn", 10, seed: 1), Drawn("item-knn", 10, seed: 2));
    }

    [Fact]
    public void Trials_More_BeginWithTheSame() => Assert.Equal(Drawn("item-knn", 10, seed: 1), Drawn("item-knn", 30, seed: 1)[..10]);

    [Fact]
    public void Trials_AnotherRangeOfOneOption_LeavesTheOthers()
    {
        IReadOnlyList<JsonObject> before = Space("item-knn").Trials([], 10, seed: 1);
        IReadOnlyList<JsonObject> after = Space("item-knn", """{ "shrinkage": { "from": 1, "to": 2 } }""").Trials([], 10, seed: 1);

        Assert.Equal(before.Skip(1).Select(trial => trial["neighbours"]!.ToJsonString()), after.Skip(1).Select(trial => trial["neighbours"]!.ToJsonString()));
        Assert.All(after.Skip(1), trial => Assert.InRange((double)trial["shrinkage"]!, 1, 2));
    }

    [Fact]
    public void Trials_FewValues_EndWhenAllAreTried()
    {
        IReadOnlyList<JsonObject> trials = Space("popular-recent", """{ "days": [1, 2, 30] }""").Trials([], 27, seed: 1);

        // 30 are the settings as they stand.
        Assert.Equal(["1", "2"], trials.Skip(1).Select(trial => trial["days"]!.ToJsonString()).Order());
    }

    [Fact]
    public void Trials_WhatDoesNotGoTogether_IsDrawnAgain()
    {
        IReadOnlyList<JsonObject> trials = Space("sasrec", """{ "dim": [15, 16], "heads": [4] }""").Trials([], 10, seed: 1);

        Assert.Equal(10, trials.Count);
        Assert.All(trials.Skip(1), trial => Assert.Equal(16, (int)trial["dim"]!));
    }

    [Fact]
    public void Trials_NothingGoesWithTheOtherSettings_SaysWhatToLeaveOut()
    {
        JsonObject settings = JsonNode.Parse("""{ "normalised": false }""")!.AsObject();

        string message = Assert.Throws<InputException>(() => Space("two-tower").Trials(settings, 5, seed: 1)).Message;

        Assert.Equal(
            "$.tune.spaces.two-tower: nothing that is drawn goes with the other settings, such as $.models.two-tower.temperature: vectors that are not normalised have none; "
            + "leave it out, or set normalised to true. Leave an option out of the search with [], as in --set tune.spaces.two-tower.OPTION=[].",
            message);
        Assert.Equal(5, Space("two-tower", """{ "temperature": [] }""").Trials(settings, 5, seed: 1).Count);
    }

    [Fact]
    public void Of_OptionsThatMustStay_AreNotDrawn()
    {
        var space = SearchSpace.Of(ModelCatalog.Find("item-knn"), new PipelineConfig(), except: ["alpha", "weighting"]);

        Assert.Equal(["neighbours", "shrinkage", "similarity"], space.Dimensions.Keys);
    }

    [Fact]
    public void Of_RecordThatDeclaresForAnInheritedOption_ComesFirst()
    {
        Assert.IsType<Choices>(Space("gru").Dimensions["weightDecay"]);
        Assert.Equal(new Interval(0.01, 1, IsLog: true, IsWhole: false), Space("rating-mlp").Dimensions["weightDecay"]);
        Assert.Equal(new Interval(256, 8192, IsLog: true, IsWhole: true), Space("gru4rec").Dimensions["negatives"]);
        Assert.DoesNotContain("negatives", Space("gru").Dimensions.Keys);
    }

    [Theory]
    [InlineData("""{ "eaes": {} }""", "$.tune.spaces.eaes: there is no such model; did you mean \"ease\"?")]
    [InlineData("""{ "ease": { "regularisation": [1] } }""", "$.tune.spaces.ease.regularisation: ease has no such option; did you mean \"regularization\"?")]
    [InlineData("""{ "ease": { "regularization": 5 } }""", """$.tune.spaces.ease.regularization: expected values, such as [1, 2], or a range, such as { "from": 1, "to": 2 }, found 5""")]
    [InlineData("""{ "ease": { "regularization": null } }""", """$.tune.spaces.ease.regularization: expected values, such as [1, 2], or a range, such as { "from": 1, "to": 2 }, found null""")]
    [InlineData("""{ "ease": { "regularization": { "from": 5 } } }""", "$.tune.spaces.ease.regularization: a range needs both \"from\" and \"to\"")]
    [InlineData("""{ "ease": { "regularization": { "from": 5, "upto": 6 } } }""", "$.tune.spaces.ease.regularization.upto: unknown key")]
    [InlineData("""{ "ease": { "regularization": { "from": 5, "to": 6, "scale": "lin" } } }""", """$.tune.spaces.ease.regularization.scale: "lin" is none of "linear", "log" """)]
    [InlineData("""{ "ease": { "regularization": { "from": 5, "to": 5 } } }""", "$.tune.spaces.ease.regularization.from: 5 is not below to (5)")]
    [InlineData("""{ "ease": { "regularization": { "from": 5, "to": 2e9 } } }""", "$.tune.spaces.ease.regularization.to: 2000000000 is not within 0 .. 1000000000")]
    [InlineData("""{ "ease": { "regularization": [3, -1] } }""", "$.tune.spaces.ease.regularization[1]: -1 is not within 0 .. 1000000000")]
    [InlineData(
        """{ "ease": { "regularization": { "from": 0, "to": 5, "scale": "log" } } }""",
        "$.tune.spaces.ease.regularization.from: a logarithmic scale begins above 0, found 0; choose a small number, or the scale \"linear\"")]
    [InlineData("""{ "item-knn": { "neighbours": { "from": 5, "to": 10.5 } } }""", "$.tune.spaces.item-knn.neighbours.to: expected a whole number, found 10.5")]
    [InlineData("""{ "item-knn": { "weighting": ["tfidf"] } }""", """$.tune.spaces.item-knn.weighting[0]: "tfidf" is none of "none", "tf-idf", "bm25" """)]
    [InlineData(
        """{ "item-knn": { "weighting": { "from": 1, "to": 2 } } }""",
        """$.tune.spaces.item-knn.weighting: is no number, so it has no range; list the values to choose from, such as ["none"]""")]
    [InlineData("""{ "mlp": { "layers": [[64, 0]] } }""", "$.tune.spaces.mlp.layers[0][1]: 0 is not within 1 .. 4096")]
    [InlineData("""{ "ials": { "epochs": [5] } }""", "$.tune.spaces.ials.epochs: epochs are what the search shares out; set $.models.ials.epochs")]
    public void Check_WrongSpace_NamesPathAndRule(string spaces, string expected) => Assert.Equal([expected.TrimEnd()], Problems(spaces));

    [Fact]
    public void Check_ManyProblems_ReportsAll() => Assert.Equal(
        ["$.tune.spaces.ease.regularization.to: -1 is not within 0 .. 1000000000", "$.tune.spaces.ease.regularization.from: 5 is not below to (-1)", "$.tune.spaces.nope: there is no such model"],
        Problems("""{ "ease": { "regularization": { "from": 5, "to": -1 } }, "nope": {} }"""));

    [Fact]
    public void Check_SoundSpaces_AreFine() => Assert.Equal(
        [], Problems("""{ "ease": { "regularization": { "from": 10, "to": 5000, "scale": "log" } }, "item-knn": { "weighting": [], "neighbours": [5, 10] }, "two-tower": { "features": [[], ["genres"]], "normalised": [true] } }"""));

    private static SearchSpace Space(string model, string? own = null)
    {
        var config = new PipelineConfig();
        if (own is not null) config = config with { Tune = new TuneOptions { Spaces = new(StringComparer.Ordinal) { [model] = JsonNode.Parse(own)!.AsObject() } } };
        return SearchSpace.Of(ModelCatalog.Find(model), config, except: []);
    }

    private static string[] Drawn(string model, int count, ulong seed) => [.. Space(model).Trials([], count, seed).Select(trial => trial.ToJsonString())];

    private static List<string> ProblemsOf(ModelEntry entry, JsonObject settings)
    {
        var problems = new List<string>();
        StrictJson.Bind(settings, entry.Options, "$", problems);
        return problems;
    }

    /// <summary>As they come out of the settings as a whole.</summary>
    private static List<string> Problems(string spaces)
    {
        var problems = new List<string>();
        var config = StrictJson.Bind<PipelineConfig>(JsonNode.Parse($$"""{ "tune": { "spaces": {{spaces}} } }""")!.AsObject(), "$", problems);
        ModelCatalog.Check(config, problems);
        return problems;
    }
}
