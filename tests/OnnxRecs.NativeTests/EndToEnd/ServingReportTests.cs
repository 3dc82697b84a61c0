using System.Text.Json.Nodes;
using OnnxRecs.Metrics;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.NativeTests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>The reports over the serving chain, of which the evaluation has judged the same lists.</summary>
[Collection(SampleRun.Collection)]
public sealed class ServingReportTests(SampleRun sample)
{
    // One request at a time and many at once may round differently, and so exchange items of nearly equal scores.
    private const double Tolerance = 1e-3;

    [Fact]
    public async Task Funnel_EachStage_IsThatOfTheEvaluation()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("funnel --json");

        Assert.True(run.ExitCode == 0, run.Error);
        JsonNode funnel = JsonNode.Parse(run.Out)!;
        JsonNode[] stages = [.. funnel["stages"]!.AsArray().Select(stage => stage!)];
        Assert.Equal(["exact retrieval", "candidates", "filters", "gru", "popularity-penalty", "mmr"], stages.Select(stage => (string)stage["name"]!));
        Assert.Contains("The index looks at every vector", (string)funnel["notes"]![0]!, StringComparison.Ordinal);
        Assert.All(stages, stage => Assert.True((double)stage["milliseconds"]! > 0 && (double)stage["millisecondsP99"]! >= 0));
        Assert.Equal([300, 300, 300, 300, 300, 20], stages.Select(stage => (double)stage["length"]!));
        EvaluationRow[] rows = EvaluationFile.Read(sample.Workspace["evaluation.json"]).Rows;
        EvaluationRow[] candidates = [.. rows.Where(row => row.Stage == "candidates")];
        foreach (EvaluationRow row in candidates.Where(row => row.Figures.ContainsKey("recall@300"))) Assert.Equal(row.Figures["recall@300"].Value, (double)Group(stages[1], row.Group)["kept"]!, Tolerance);
        Same(candidates, stages[1]);
        Same([.. rows.Where(row => row is { Stage: "rank", Model: "gru" })], stages[3]);
        Same([.. rows.Where(row => row is { Stage: "rank", Model: "gru + popularity-penalty + mmr" })], stages[5]);
        foreach (JsonNode group in stages[0]["groups"]!.AsArray().Select(group => group!))
        {
            double[] kept = [.. stages.Skip(1).Select(stage => (double)Group(stage, (string)group["group"]!)["kept"]!)];
            Assert.Equal(kept.OrderDescending(), kept); // a stage can only lose
        }

        static void Same(EvaluationRow[] expected, JsonNode stage)
        {
            Assert.NotEmpty(expected);
            foreach (EvaluationRow row in expected)
            {
                JsonNode group = Group(stage, row.Group);
                Assert.Equal(row.Users, (int)group["users"]!);
                foreach (string label in (string[])["recall@10", "NDCG@10", "coverage@10", "APLT@10", "diversity-vectors@10"])
                {
                    Assert.Equal(row.Figures.ContainsKey(label), group["figures"]![label] is not null);
                    if (row.Figures.TryGetValue(label, out Figure? figure)) Assert.Equal(figure.Value, (double)group["figures"]![label]!["value"]!, Tolerance);
                }
            }
        }

        static JsonNode Group(JsonNode stage, string name) => stage["groups"]!.AsArray().Single(group => (string)group!["group"]! == name)!;
    }

    [Fact]
    public async Task Funnel_Graph_StandsBesideTheExactSearch()
    {
        using Workspace copy = sample.Workspace.Copy();
        string[] hnsw = ["--set", "candidates.index=hnsw"];
        CommandLineRun candidates = await copy.RunAsync("candidates", hnsw);

        CommandLineRun run = await copy.RunAsync("funnel", hnsw);

        Assert.True(candidates.ExitCode == 0 && run.ExitCode == 0, candidates.Error + run.Error);
        string[] lines = run.Out.Split('\n');
        Assert.StartsWith("sample, ranker gru, 577 test users", lines[0], StringComparison.Ordinal);
        double[] kept = [.. lines[3..5].Select(line => double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3]))];
        Assert.Equal(["exact", "ANN"], lines[3..5].Select(line => line.Split(' ')[0]));
        Assert.Equal(kept[0], kept[1], 0.02);
        Assert.Contains("\nNDCG@10, by group\n", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("looks at every vector", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Funnel_Group_IsShownAlone()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("funnel --group heavy --ranker neumf"), unknown = await sample.Workspace.RunAsync("funnel --group haevy");

        Assert.StartsWith("sample, ranker neumf, heavy: ", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("by group", run.Out, StringComparison.Ordinal);
        Assert.Equal(2, unknown.ExitCode);
        Assert.Matches("error: There is no group \"haevy\" among the test users \\(all, .*\\); did you mean \"heavy\"\\?", unknown.Error);
    }

    [Fact]
    public async Task Frontier_SettingsOfTheEvaluation_HaveItsFigures()
    {
        using Workspace copy = sample.Workspace.Copy();

        CommandLineRun run = await copy.RunAsync("frontier --json --over rank.popularityPenalty.alpha=0,0.1 --over rank.mmr.lambda=1,0.8");

        Assert.True(run.ExitCode == 0, run.Error);
        JsonNode frontier = JsonNode.Parse(run.Out)!;
        JsonNode[] points = [.. frontier["points"]!.AsArray().Select(point => point!)];
        EvaluationRow[] rows = EvaluationFile.Read(copy["evaluation.json"]).Rows;
        foreach ((int point, string model) in new[] { (0, "gru"), (1, "gru"), (4, "gru + popularity-penalty + mmr") })
        {
            EvaluationRow row = rows.Single(row => row.Stage == "rank" && row.Model == model && row.Group == UserGroups.Everybody);
            foreach ((string label, JsonNode? figure) in points[point]["figures"]!.AsObject()) Assert.Equal(row.Figures[label].Value, (double)figure!["value"]!, Tolerance);
        }
        Assert.Equal(["", "0 1", "0 0.8", "0.1 1", "0.1 0.8"], points.Select(point => string.Join(' ', point["values"]!.AsArray())));
        Assert.Equal(copy["frontier.html"], (string)frontier["page"]!);
        Assert.Contains("</svg>", await File.ReadAllTextAsync(copy["frontier.html"]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Frontier_Validation_SeeksOtherEvents()
    {
        string page = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        CommandLineRun run = await sample.Workspace.RunAsync("frontier --phase validation --k 5 --over rank.mmr.lambda=0.8", "--out", page);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("Figures of the validation part, ", run.Out, StringComparison.Ordinal);
        Assert.Contains("NDCG@5", run.Out, StringComparison.Ordinal);
        File.Delete(page);
    }

    [Theory]
    [InlineData("--over rank.mmr.lambda=1,2", @"\$\.rank\.mmr\.lambda: 2 is not within 0 \.\. 1 \(from --over rank\.mmr\.lambda=2\)")]
    [InlineData("--over rank.mmr.lamda=1", @"\$\.rank\.mmr\.lamda: unknown key.*lambda.*\(from --over rank\.mmr\.lamda=1\)")]
    [InlineData("--over rank.mmr.lambda=high", @"\$\.rank\.mmr\.lambda: expected a number, found ""high""")]
    [InlineData("--k 21", @"--k 21: is not within 1 \.\. 20")]
    [InlineData("--y ndcg", @"--y ndcg: is none of .*did you mean ""NDCG""")]
    [InlineData("--ranker popular", @"--ranker popular: is none of rank\.rankers \(gru, neumf\)")]
    public async Task Frontier_Wrong_SaysWhatAndWhere(string line, string expected)
    {
        CommandLineRun run = await sample.Workspace.RunAsync($"frontier {line}");

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Matches(expected, run.Error);
    }
}
