using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using OnnxRecs.Artifacts;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Snapshots;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

[Collection(SampleRun.Collection)]
public sealed partial class SamplePipelineTests(SampleRun sample)
{
    // Two epochs on the sample: processors differ in the last digits, and training spreads the difference.
    private const double Tolerance = 0.02;

    public static TheoryData<string> CommandsWithTables =>
    [
        "data", "train", "train popular", "candidates", "rank", "evaluate", "evaluate --compare gru,rank/gru", "pipeline",
        "recommend --user 1", "recommend --history 1,2,3", "funnel", "inspect", "inspect neumf", "inspect evaluation",
    ];

    [Fact]
    public void Pipeline_FirstRun_BuildsEveryStage()
    {
        Assert.True(sample.Result.ExitCode == 0, sample.Result.Error);
        foreach (string task in (string[])["data", "train popular", "train two-tower", "train neumf", "train gru", "candidates", "rank", "evaluate"])
            Assert.Contains($"{task}: building\n", sample.Result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Pipeline_Evaluation_HasTheFiguresOfEveryStage()
    {
        // Shares only: counts and bits move by more than the tolerance.
        string[] shown = ["HR", "recall", "recall-min", "precision", "F1", "NDCG", "NDCG-graded", "MAP", "MRR", "AUC", "serendipity", "APLT", "coverage", "ACLT", "diversity-genres"];
        Snapshot.MatchNumbers(
            string.Join('\n', EvaluationFile.Read(sample.Workspace["evaluation.json"]).Rows.Where(row => row.Group == UserGroups.Everybody).SelectMany(row => row.Figures
                .Where(figure => shown.Contains(Measure.MetricOf(figure.Key)) && !figure.Key.EndsWith("@5", StringComparison.Ordinal) && !figure.Key.EndsWith("@20", StringComparison.Ordinal))
                .Select(figure => $"{row.Stage} | {row.Model} | {figure.Key}: {figure.Value.Value:0.0000} of {figure.Value.Users ?? row.Users} users"))),
            Tolerance);
    }

    [Fact]
    public void Pipeline_Evaluation_HasEveryGroupMetricAndInterval()
    {
        EvaluationRow[] rows = EvaluationFile.Read(sample.Workspace["evaluation.json"]).Rows;

        string[] groups = [.. rows.Where(row => row is { Stage: "full", Model: "gru" }).Select(row => row.Group)];
        Assert.Equal(["all", "heavy", "light", "head items", "tail items"], groups.Where(group => !group.StartsWith("cold", StringComparison.Ordinal) && group != "regular"));
        OrderedDictionary<string, Figure> figures = rows.Single(row => row is { Stage: "full", Model: "gru", Group: "all" }).Figures;
        foreach (IMetric metric in MetricCatalog.Lists.Concat<IMetric>(MetricCatalog.Runs)) Assert.Contains($"{metric.Name}@10", figures.Keys);
        Assert.Contains(MetricCatalog.Auc, figures.Keys);
        foreach (IListMetric metric in MetricCatalog.Lists)
        {
            Figure figure = figures[$"{metric.Name}@10"];
            Assert.InRange(figure.Value, figure.Low!.Value, figure.High!.Value);
        }
    }

    [Fact]
    public async Task Evaluate_Compare_HasALineForEachMetric()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("evaluate --compare", "gru,rank/gru + mmr");

        Assert.True(run.ExitCode == 0, run.Error);
        string[] lines = run.Out.Split('\n');
        Assert.Equal(["A: full/gru", "B: rank/gru + mmr"], lines[..2]);
        Assert.Matches(@"\nNDCG@10 +higher +0\.\d{4} +0\.\d{4}-0\.\d{4} +0\.\d{4} +0\.\d{4}-0\.\d{4} +[+-]?0\.\d{4}( +<?[01]\.\d{4}){4} +577\n", run.Out);
        Assert.Matches(@"\nGini@10 +lower +0\.\d{4} +0\.\d{4} +[+-]?0\.\d{4}\n", run.Out);
    }

    [Fact]
    public async Task Evaluate_CompareUnknown_ListsTheKnownOnes()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("evaluate --compare gru,neumff");

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains("error: \"neumff\" is not in the evaluation (full/popular, ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith("did you mean \"full/neumf\"?\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Evaluate_Groups_AreShownOnlyWhereAsked()
    {
        CommandLineRun plain = await sample.Workspace.RunAsync("evaluate"), groups = await sample.Workspace.RunAsync("evaluate --groups");
        CommandLineRun all = await sample.Workspace.RunAsync("evaluate --metrics all");

        Assert.DoesNotContain("tail items", plain.Out, StringComparison.Ordinal);
        Assert.Matches(@"\nfull +gru +tail items +\d+ +0\.", groups.Out);
        Assert.Matches(@"\nfull +gru +all +calibration@10 +\d+\.\d{4} +\S+ +577  lower\n", all.Out);
    }

    [Fact]
    public void Pipeline_Table_IsAsBefore()
    {
        string masked = Sizes().Replace(Times().Replace(sample.Result.Out, "TIME"), "SIZE");
        Snapshot.MatchNumbers(Spaces().Replace(masked, "  "), Tolerance);
    }

    [Fact]
    public async Task Pipeline_Again_IsUpToDateAndWritesNothing()
    {
        SortedDictionary<string, DateTime> before = WriteTimes();

        CommandLineRun again = await sample.Workspace.RunAsync("pipeline");

        Assert.Equal(0, again.ExitCode);
        Assert.All(again.Error.TrimEnd('\n').Split('\n'), line => Assert.EndsWith(": up to date", line, StringComparison.Ordinal));
        Assert.Equal(sample.Result.Out, again.Out);
        Assert.Equal(before, WriteTimes());
    }

    [Theory]
    [InlineData("candidates.efSearch=390", "candidates,rank,evaluation")]
    [InlineData("rank.mmr.lambda=0.5", "rank,evaluation")]
    [InlineData("evaluate.k=[5,10]", "evaluation")]
    public async Task Pipeline_OneSettingChanged_BuildsWhatRestsOnIt(string setting, string expected)
    {
        using Workspace copy = sample.Workspace.Copy();

        CommandLineRun run = await copy.RunAsync("pipeline --json", "--set", setting);

        Assert.Equal(0, run.ExitCode);
        JsonArray artifacts = JsonNode.Parse(run.Out)!["artifacts"]!.AsArray();
        Assert.Equal(expected, string.Join(',', artifacts.Where(artifact => artifact!["built"]!.GetValue<bool>()).Select(artifact => artifact!["name"])));
    }

    [Fact]
    public async Task Pipeline_SameSeedElsewhere_GivesTheSameBytes()
    {
        using var other = new Workspace();

        CommandLineRun run = await other.RunAsync("pipeline");

        Assert.True(run.ExitCode == 0, run.Error);
        SortedDictionary<string, string> expected = sample.Workspace.Content(), actual = other.Content();
        Assert.Contains("evaluation.json", expected.Keys);
        Assert.Contains(Path.Combine("neumf", "model.onnx"), expected.Keys);
        Assert.Equal(expected, actual);
    }

    [Fact]
    public async Task Stages_OneByOneFromTheArtifacts_GiveTheSame()
    {
        using Workspace copy = sample.Workspace.Copy();
        SortedDictionary<string, string> before = copy.Content();
        File.Delete(copy["evaluation.json"]);

        foreach (string command in (string[])["data --force", "train popular --force", "candidates --force", "rank --force", "evaluate --force"])
        {
            CommandLineRun run = await copy.RunAsync(command);
            Assert.True(run.ExitCode == 0, run.Error);
            Assert.Contains("forced, building\n", run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, copy.Content());
    }

    [Fact]
    public void Manifests_HoldWhatWasProven()
    {
        foreach (string model in (string[])["popular", "two-tower", "neumf", "gru"])
        {
            Manifest manifest = sample.Workspace.ManifestOf(model);
            Assert.NotEmpty(manifest.Graphs);
            Assert.All(manifest.Graphs, graph => Assert.InRange(manifest.Figures[$"parity.{graph.Name}"], 0, Agreement.Tolerance));
            Assert.InRange(manifest.Figures["parity.top10"], 0, Agreement.Tolerance);
            Assert.InRange(manifest.Figures["parity.top10.lists"], 8, 64);
            Assert.InRange(manifest.Files[Probes.FileName].Bytes, 1, 50_000);
        }
        Assert.Equal(1, sample.Workspace.ManifestOf("candidates").Figures["annRecall@300"]);
    }

    [Fact]
    public async Task Candidates_Hnsw_GivesNearlyWhatTheExactSearchGives()
    {
        using Workspace copy = sample.Workspace.Copy();
        string[] hnsw = ["--set", "candidates.index=hnsw"];

        CommandLineRun candidates = await copy.RunAsync("candidates", hnsw), exact = await sample.Workspace.RunAsync("recommend --user 1"), graph = await copy.RunAsync("recommend --user 1", hnsw);

        Assert.True(candidates.ExitCode == 0, candidates.Error);
        Assert.Contains("candidates: HNSW, as set: ", candidates.Error, StringComparison.Ordinal);
        Assert.InRange(copy.ManifestOf("candidates").Figures["annRecall@300"], 0.98, 1);
        Assert.Contains("index.bin", copy.ManifestOf("candidates").Files.Keys);
        Assert.DoesNotContain("index.bin", sample.Workspace.ManifestOf("candidates").Files.Keys);
        Assert.Equal(exact.Out, graph.Out);
    }

    [Fact]
    public async Task Candidates_Quotas_TellWhatEachSourceFound()
    {
        using Workspace copy = sample.Workspace.Copy();

        CommandLineRun alone = await copy.RunAsync("candidates", "--set", "candidates.quotas={\"popular\":0,\"recent\":0,\"neighbours\":0,\"genre\":0}");

        Assert.True(alone.ExitCode == 0, alone.Error);
        SortedDictionary<string, double> merged = sample.Workspace.ManifestOf("candidates").Figures, index = copy.ManifestOf("candidates").Figures;
        Assert.DoesNotContain(index.Keys, key => key.EndsWith(".given", StringComparison.Ordinal));
        foreach (string source in (string[])["popular", "recent", "neighbours", "genre", "two-tower"]) Assert.InRange(merged[$"{source}.foundAlone"], 0, merged[$"{source}.alone"]);
        // What the sources are for: they find what the towers miss.
        Assert.True(merged["recall@300"] > index["recall@300"], $"{merged["recall@300"]} with all sources, {index["recall@300"]} with the index alone.");
    }

    [Theory]
    [InlineData("--user 1", 20)]
    [InlineData("--user 1 --ranker gru --count 5", 5)]
    [InlineData("--history 1,2,3", 20)]
    [InlineData("--history 1,2,3 --ranker gru --count 5", 5)]
    public async Task Recommend_ListsDistinctUnseenTitles(string line, int count)
    {
        var data = PreparedData.Load(sample.Workspace["data/data.bin"]);
        string[] seen = line.StartsWith("--user", StringComparison.Ordinal)
            ? [.. data.QueryNow(data.Users.IndexOf("1"), count).Seen.Select(item => data.Items[item])]
            : ["1", "2", "3"];

        CommandLineRun run = await sample.Workspace.RunAsync($"recommend {line} --json");

        Assert.True(run.ExitCode == 0, run.Error);
        JsonNode[] list = [.. JsonNode.Parse(run.Out)!.AsArray().Select(entry => entry!)];
        string[] items = [.. list.Select(entry => entry["item"]!.GetValue<string>())];
        Assert.Equal(count, items.Distinct().Count());
        Assert.Equal(count, items.Length);
        Assert.Empty(items.Intersect(seen));
        Assert.All(list, entry => Assert.NotEmpty(entry["sources"]!.AsArray()));
        Assert.All(list, entry => Assert.Equal(data.Catalog.Titles[data.Items.IndexOf(entry["item"]!.GetValue<string>())], entry["title"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Recommend_AsATable_NumbersTheTitles()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("recommend --user 1 --count 3");

        string[] lines = run.Out.TrimEnd('\n').Split('\n');
        Assert.Matches("^ +item +title +score +from$", lines[0]);
        Assert.All(lines[1..], line => Assert.Matches("(popular|recent|neighbours|genre|two-tower)$", line));
        Assert.Equal(["1", "2", "3"], lines[1..].Select(text => text.Split(' ')[0]));
    }

    [Fact]
    public async Task Inspect_ListsEveryArtifact()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("inspect");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["artifact", "candidates", "data", "evaluation", "gru", "neumf", "popular", "rank", "two-tower"],
            run.Out.TrimEnd('\n').Split('\n').Select(text => text.Split(' ')[0]));
    }

    [Fact]
    public async Task Inspect_Artifact_ShowsTensorsFiguresAndFiles()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("inspect neumf");

        Assert.Equal(0, run.ExitCode);
        Assert.Matches(@"\nmodel\.onnx takes +user \[B\] below 601\nmodel\.onnx takes +items \[B, N\] below 1200\nmodel\.onnx gives +scores \[B, N\]\n", run.Out);
        Assert.Matches(@"\nparity\.model +\S+\n", run.Out);
        Assert.Matches(@"\nmodel\.onnx +\d+\.\d kB, SHA-256 [0-9a-f]{12}\n", run.Out);
    }

    [Theory]
    [MemberData(nameof(CommandsWithTables))]
    public async Task Json_EveryCommandWithATable_PrintsJsonAlone(string command)
    {
        CommandLineRun run = await sample.Workspace.RunAsync($"{command} --json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.True(JsonNode.Parse(run.Out) is JsonArray { Count: > 0 } or JsonObject { Count: > 0 });
    }

    [RealDataFact("ml-100k.zip")]
    public async Task RealData_DataAndPopular_HaveThePublishedCounts()
    {
        using var workspace = new Workspace();
        string[] set = ["--set", "dataset=ml-100k"];

        CommandLineRun data = await workspace.RunAsync("data --json", set);
        CommandLineRun popular = await workspace.RunAsync("train popular --json", set);

        Assert.True(data.ExitCode == 0, data.Error);
        Assert.True(popular.ExitCode == 0, popular.Error);
        JsonNode figures = JsonNode.Parse(data.Out)!["artifacts"]![0]!["figures"]!;
        Assert.Equal((943, 1682, 100_000), (figures["users"]!.GetValue<int>(), figures["items"]!.GetValue<int>(), figures["events"]!.GetValue<int>()));
        Assert.Equal(0, JsonNode.Parse(popular.Out)!["artifacts"]![0]!["figures"]!["parity.model"]!.GetValue<double>());
    }

    private SortedDictionary<string, DateTime> WriteTimes() => new(
        Directory.GetFileSystemEntries(sample.Workspace.Models, "*", SearchOption.AllDirectories).ToDictionary(path => path, File.GetLastWriteTimeUtc), StringComparer.Ordinal);

    [GeneratedRegex(@"\d+\.\d s|\d+ min \d\d s")]
    private static partial Regex Times();

    [GeneratedRegex(@"\d+\.\d [kM]B|\d+ B")]
    private static partial Regex Sizes();

    [GeneratedRegex(" {2,}")]
    private static partial Regex Spaces();
}
