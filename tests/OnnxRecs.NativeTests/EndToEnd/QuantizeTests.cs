using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.NativeTests.Cli;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary><c>quantize</c> on the models of the sample.</summary>
[Collection(SampleRun.Collection)]
public sealed class QuantizeTests(SampleRun sample)
{
    [Fact]
    public async Task EveryKind_IsSmallerAndLosesLittle()
    {
        using Workspace copy = sample.Workspace.Copy();

        CommandLineRun run = await copy.RunAsync("quantize --json --max-loss 0.1");

        Assert.True(run.ExitCode == 0, run.Error);
        JsonNode[] results = [.. JsonNode.Parse(run.Out)!.AsArray().Select(result => result!)];
        Assert.Equal(
            from model in (string[])["gru", "neumf", "two-tower"] from kind in (string[])["float16", "int8-qdq", "int8-dynamic"] select $"{model}-{kind}",
            results.Select(result => $"{result["model"]}-{result["kind"]}"));
        JsonNode evaluation = JsonNode.Parse(sample.Evaluation)!;
        foreach (JsonNode result in results)
        {
            double share = (double)result["bytes"]!.GetValue<long>() / result["originalBytes"]!.GetValue<long>();
            Assert.InRange(share, 0.2, result["kind"]!.GetValue<string>() == "float16" ? 0.6 : 0.4);
            Assert.InRange(result["loss"]!.GetValue<double>(), -0.1, 0.1);
            Assert.True(result["ms"]!.GetValue<double>() > 0);
            // What is lost is taken off what evaluate reports.
            JsonNode row = evaluation["rows"]!.AsArray().First(row => row!["stage"]!.GetValue<string>() == "full" && row["model"]!.GetValue<string>() == result["model"]!.GetValue<string>())!;
            Assert.Equal(row["figures"]!["NDCG@10"]!["value"]!.GetValue<double>(), result["originalNdcg"]!.GetValue<double>(), 6);
        }

        CommandLineRun verified = await CommandLineRun.Of(["verify", copy.Models]);
        Assert.True(verified.ExitCode == 0, verified.Error);
        Manifest gru = copy.ManifestOf("gru-int8-qdq");
        Assert.Equal((ArtifactKinds.Quantized, copy.ManifestOf("gru").Key), (gru.Kind, gru.Inputs["gru"]));
        Assert.True(gru.Graphs[0].Tolerance > gru.Figures["parity.model"]);
        Assert.Contains("[gru](gru.md)", File.ReadAllText(copy["gru-int8-qdq.md"]), StringComparison.Ordinal);
        Assert.Contains("meta quantization", (await copy.RunAsync("inspect gru-int8-qdq")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Recommend_WithASmallerRanker_WorksWhileItIsOfTheOneThere()
    {
        using Workspace copy = sample.Workspace.Copy();

        CommandLineRun before = await copy.RunAsync("recommend --user 1 --ranker gru-int8-qdq");
        Assert.Equal(0, (await copy.RunAsync("quantize gru --to int8-qdq --max-loss 1")).ExitCode);
        CommandLineRun smaller = await copy.RunAsync("recommend --user 1 --ranker gru-int8-qdq");
        Assert.Equal(0, (await copy.RunAsync("train gru --set models.gru.learningRate=0.002")).ExitCode);
        CommandLineRun stale = await copy.RunAsync("recommend --user 1 --ranker gru-int8-qdq");

        Assert.Equal((2, $"error: {copy["gru-int8-qdq"]} is missing: run `onnxrecs quantize` first\n"), (before.ExitCode, before.Error));
        Assert.True(smaller.ExitCode == 0, smaller.Error);
        Assert.Equal(21, smaller.Out.TrimEnd('\n').Split('\n').Length);
        Assert.Equal((2, $"error: {copy["gru-int8-qdq"]} was made from another gru than the one there now: run `onnxrecs quantize gru` again\n"), (stale.ExitCode, stale.Error));
    }

    [Fact]
    public async Task LossAboveTheBound_IsRefusedWithTheFigureAndNothingIsKept()
    {
        using Workspace copy = sample.Workspace.Copy();
        Assert.Equal(0, (await copy.RunAsync("quantize neumf gru two-tower --to int8-dynamic --max-loss 1")).ExitCode);
        SortedDictionary<string, double> Figures(string model) => copy.ManifestOf($"{model}-int8-dynamic").Figures;
        // Whichever of them loses anything.
        string model = new[] { "neumf", "gru", "two-tower" }.MaxBy(name => Figures(name)["NDCG@10.loss"])!;
        double loss = Figures(model)["NDCG@10.loss"];
        Assert.True(File.Exists(copy[$"{model}-int8-dynamic.md"]));
        Assert.True(loss > 0, $"{model} loses {loss}.");

        CommandLineRun run = await copy.RunAsync($"quantize {model} --to int8-dynamic --max-loss 0");

        Assert.Equal(2, run.ExitCode);
        Assert.Matches($@"error: {model}-int8-dynamic is not kept: NDCG@10 falls from 0\.\d{{4}} to 0\.\d{{4}}, by \d+\.\d\d %, where 0 % is allowed \(--max-loss\)\n$", run.Error);
        Assert.Contains(" refused\n", run.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(copy[$"{model}-int8-dynamic"]));
        Assert.False(File.Exists(copy[$"{model}-int8-dynamic.md"]));
    }

    [Fact]
    public async Task ModelWithNothingToMakeSmaller_IsALineAndTheOthersAreMade()
    {
        using Workspace copy = sample.Workspace.Copy();

        CommandLineRun run = await copy.RunAsync("quantize popular two-tower --to float16,int8-qdq --max-loss 1");

        Assert.Equal(2, run.ExitCode);
        Assert.EndsWith("error: popular has no large table or matrix of float32: nothing of it can be made smaller\n", run.Error, StringComparison.Ordinal);
        Assert.Matches(@"\npopular +float16 +nothing to make smaller\npopular +int8-qdq +nothing to make smaller\ntwo-tower +float16 .* kept\ntwo-tower +int8-qdq .* kept\n$", run.Out);
        Assert.False(Directory.Exists(copy["popular-float16"]));
        Assert.Equal(ArtifactKinds.Quantized, copy.ManifestOf("two-tower-int8-qdq").Kind);
    }

    [Fact]
    public async Task ModelsOfABlend_AreMeantAndNoneTwice()
    {
        using Workspace copy = sample.Workspace.Copy();

        string[] ofBlend = await Made("--set", """rank.rankers=["both","gru"]""", "--set", """rank.blends=[{"name":"both","models":["neumf","gru"],"weights":[1,2]}]""");
        string[] twice = await Made("gru", "gru");

        Assert.Equal((string[])["neumf", "gru", "two-tower"], ofBlend);
        Assert.Equal((string[])["gru"], twice);

        async Task<string[]> Made(params string[] arguments)
        {
            CommandLineRun run = await copy.RunAsync("quantize --json --to float16 --max-loss 1", arguments);
            Assert.True(run.ExitCode == 0, run.Error);
            return [.. JsonNode.Parse(run.Out)!.AsArray().Select(result => result!["model"]!.GetValue<string>())];
        }
    }

    [Theory]
    [InlineData("quantize neumv", "did you mean \"neumf\"?")]
    [InlineData("quantize gru --to int4", "--to int4: is none of float16, int8-qdq, int8-dynamic")]
    [InlineData("quantize gru --to ,", "--to: names none of float16, int8-qdq, int8-dynamic")]
    [InlineData("quantize gru --max-loss 2", "--max-loss 2: is not within 0 .. 1")]
    public async Task WhatCannotBeDone_IsSaid(string command, string expected)
    {
        using Workspace copy = sample.Workspace.Copy();
        SortedDictionary<string, string> before = copy.Content();

        CommandLineRun run = await copy.RunAsync(command);

        Assert.Equal((2, ""), (run.ExitCode, run.Out));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Equal(before, copy.Content());
    }
}
