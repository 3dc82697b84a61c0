using System.Text.Json.Nodes;
using OnnxRecs.NativeTests.Cli;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>What <c>recommend</c> says about its lists, on the sample.</summary>
[Collection(SampleRun.Collection)]
public sealed class RecommendTests(SampleRun sample)
{
    private async Task<JsonNode> JsonOf(string line, params string[] more)
    {
        CommandLineRun run = await sample.Workspace.RunAsync($"recommend {line} --json", more);
        Assert.True(run.ExitCode == 0, run.Error);
        return JsonNode.Parse(run.Out)!;
    }

    [Theory]
    [InlineData("--user 1")]
    [InlineData("--history 1,2,3")]
    public async Task Explain_IsOfTheSameList(string who)
    {
        JsonNode plain = await JsonOf($"{who} -k 5"), explained = await JsonOf($"{who} -k 5 --explain");

        JsonArray items = explained["items"]!.AsArray();
        Assert.Equal(plain.AsArray().Select(item => $"{item!["item"]} {item["score"]}"), items.Select(item => $"{item!["item"]} {item["score"]}"));
        for (int i = 0; i < items.Count; i++)
        {
            JsonArray places = items[i]!["places"]!.AsArray();
            Assert.Equal(["candidates", "filters", "gru"], places.Take(3).Select(place => place!["stage"]!.GetValue<string>()));
            Assert.Equal(i + 1, places[^1]!["rank"]!.GetValue<int>());
            Assert.NotEmpty(items[i]!["sources"]!.AsArray());
        }
        Assert.Contains(items, item => item!["because"]!["items"]!.AsArray().Count > 0);
        Assert.Equal("seen", explained["drops"]![0]!["filter"]!.GetValue<string>());
    }

    [Fact]
    public async Task Explain_Table_HasPlacesAndReasons()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("recommend --user 1 -k 3 --explain");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"^ +item +title +from +candidates +filters +gru +popularity-penalty +mmr\n1 ", run.Out);
        Assert.Contains("Because of these liked items, the nearest to it by the cosine of their vectors:\n   1  ", run.Out, StringComparison.Ordinal);
        Assert.Contains("\nfilter seen: 0 candidates dropped\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhyNot_NamesTheStage()
    {
        string first = (await JsonOf("--user 1 -k 5"))[0]!["item"]!.GetValue<string>();
        Assert.Equal("", (await JsonOf($"--user 1 -k 5 --why-not {first}"))["stage"]!.GetValue<string>());
        Assert.Equal("filters", (await JsonOf($"--user 1 -k 5 --why-not {first}", "--set", $"rank.filters.blocked.items=[\"{first}\"]"))["stage"]!.GetValue<string>());

        // Of the longer list an item at the end is lost where a shorter one is cut.
        JsonNode longer = await JsonOf("--user 1 -k 60");
        string late = longer[59]!["item"]!.GetValue<string>();
        JsonNode lost = await JsonOf($"--user 1 -k 5 --why-not {late}");
        Assert.Equal("mmr", lost["stage"]!.GetValue<string>());
        Assert.InRange(lost["behind"]!.GetValue<double>(), 0, 1);

        HashSet<string> candidates = [.. (await JsonOf("--user 1 -k 300"))!.AsArray().Select(item => item!["item"]!.GetValue<string>())];
        var stages = new List<string>();
        for (int item = 1; item <= 40; item++)
        {
            JsonNode absence = await JsonOf($"--user 1 -k 5 --why-not {item}");
            stages.Add(absence["stage"]!.GetValue<string>());
            if (stages[^1] == "candidates")
            {
                Assert.DoesNotContain($"{item}", candidates);
                Assert.InRange(absence["behind"]!.GetValue<double>(), 0, 100);
            }
        }
        Assert.Contains("candidates", stages);
    }

    [Fact]
    public async Task WhyNot_Constraint_IsNamed()
    {
        // Of the list without the cap the first item that the cap takes out.
        string[] free = [.. (await JsonOf("--user 1 -k 10"))!.AsArray().Select(item => item!["item"]!.GetValue<string>())];
        string[] capped = [.. (await JsonOf("--user 1 -k 10", "--set", "rank.genreCap.max=1"))!.AsArray().Select(item => item!["item"]!.GetValue<string>())];
        string lost = free.First(item => !capped.Contains(item));

        JsonNode absence = await JsonOf($"--user 1 -k 10 --why-not {lost}", "--set", "rank.genreCap.max=1");

        Assert.Equal("mmr + constraints", absence["stage"]!.GetValue<string>());
        Assert.Contains("stands against it", absence["why"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("filters", (await JsonOf($"--user 1 -k 10 --why-not {free[0]}", "--set", $"rank.bans=[{{\"item\":\"{free[0]}\"}}]"))["stage"]!.GetValue<string>());
    }

    [Fact]
    public async Task Explain_RankerThatIsLate_GoesWithoutIt()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("recommend --user 1 -k 5 --explain --json --set rank.timeoutMs=1 --ranker neumf");

        Assert.True(run.ExitCode == 0, run.Error);
        JsonNode[] items = [.. JsonNode.Parse(run.Out)!["items"]!.AsArray().Select(item => item!)];
        Assert.Equal(5, items.Length);
        // A quick machine may be in time.
        if (run.Error.Contains("ranker neumf failed (TimeoutException)", StringComparison.Ordinal))
            Assert.All(items, item => Assert.DoesNotContain("neumf", item["places"]!.AsArray().Select(place => place!["stage"]!.GetValue<string>())));
    }

    [Fact]
    public async Task NothingPasses_SaysSo()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("recommend --user 1 --set rank.filters.min-popularity.count=1000000");
        Assert.Equal((0, "note: no item of the catalogue passes the filters\n"), (run.ExitCode, run.Error));
    }

    [Fact]
    public async Task FewCandidates_FillsUpAndSaysSo()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("recommend --user 1 -k 20 --set candidates.count=5");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("note: of the candidates 5 are left; popular items fill up\n", run.Error, StringComparison.Ordinal);
        Assert.Equal(1 + 20, run.Out.TrimEnd('\n').Split('\n').Length);
    }

    [Fact]
    public async Task Rank_BlendAndExperiment_AreRankedAndServed()
    {
        using Workspace copy = sample.Workspace.Copy();
        string[] settings =
        [
            "--set", "rank.rankers=[\"both\",\"gru\"]", "--set", "rank.blends=[{\"name\":\"both\",\"models\":[\"gru\",\"neumf\"],\"weights\":[1,0.5]}]",
            "--set", "rank.experiment={\"name\":\"x\",\"share\":0.5,\"rank\":{\"rankers\":[\"neumf\"]}}",
        ];
        CommandLineRun before = await copy.RunAsync("recommend --user 1", settings);
        Assert.Equal(2, before.ExitCode);
        Assert.Contains("run `onnxrecs rank` again", before.Error, StringComparison.Ordinal);

        CommandLineRun ranked = await copy.RunAsync("rank", settings);
        Assert.True(ranked.ExitCode == 0, ranked.Error);
        Assert.Contains("scale.neumf.mean", copy.ManifestOf("rank").Figures.Keys);
        string[] names = [.. OnnxRecs.Pipeline.RankedLists.Load(copy["rank/lists.bin"]).Keys];
        Assert.Contains("both", names);
        Assert.Contains("x: neumf + popularity-penalty + mmr", names);

        // The scales are those of the models that they were measured of.
        CommandLineRun retrained = await copy.RunAsync("train neumf --force", "--set", "models.neumf.learningRate=0.002");
        Assert.True(retrained.ExitCode == 0, retrained.Error);
        CommandLineRun stale = await copy.RunAsync("recommend --user 1 --ranker both", settings);
        Assert.Contains("tells what the scores of another neumf are like than the one there now: run `onnxrecs rank` again", stale.Error, StringComparison.Ordinal);
        await copy.RunAsync("train neumf --force");
        await copy.RunAsync("rank", settings);

        var rankers = new HashSet<string>();
        for (int user = 1; user <= 12; user++)
        {
            CommandLineRun run = await copy.RunAsync($"recommend --user {user} -k 2 --explain --json", settings);
            Assert.True(run.ExitCode == 0, run.Error);
            JsonNode answer = JsonNode.Parse(run.Out)!;
            string stage = answer["items"]![0]!["places"]![2]!["stage"]!.GetValue<string>();
            Assert.Equal(stage == "neumf", answer["inExperiment"]!.GetValue<bool>());
            rankers.Add(stage);
        }
        Assert.Equal(["both", "neumf"], rankers.Order());
    }
}
