using System.Text.Json.Nodes;
using Google.Protobuf;
using OnnxRecs.Data;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.Onnx;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>What <c>inspect</c> shows of models and files, ours and others'.</summary>
[Collection(SampleRun.Collection)]
public sealed class InspectTests(SampleRun sample)
{
    [Fact]
    public async Task OnnxFile_ShowsTensorsOperatorsParametersFormatMetadataAndLicence()
    {
        CommandLineRun run = await sample.Workspace.RunAsync("inspect", sample.Workspace["gru/model.onnx"]);

        Assert.True(run.ExitCode == 0, run.Error);
        var data = PreparedData.Load(sample.Workspace["data/data.bin"]);
        string[] lines = [.. run.Out.TrimEnd('\n').Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        foreach (string line in (string[])
        [
            "takes history: int64 [B, L]", "gives scores: float [B, N]", "format ai.onnx opset 17, IR 8, written by OnnxRecs", "meta model gru",
            $"meta dataFingerprint {data.Fingerprint}", $"meta userVocabulary {data.Users.Fingerprint}", $"meta itemVocabulary {data.Items.Fingerprint}", "meta seed 42", $"licence {data.Licence}",
        ]) Assert.Contains(line, lines);
        Assert.Contains(lines, line => line.StartsWith("operators ", StringComparison.Ordinal) && line.Contains("1 GRU", StringComparison.Ordinal));
        // Items and padding, and a GRU of 64: (1200 + 1) 64 + 2 (3 64 64) + 2 (3 64) = 101,824 floats.
        Assert.Contains("parameters 101,828 (101,824 float, 4 int64)", lines);
    }

    [Fact]
    public async Task Graph_ShowsTheNodesAsWell()
    {
        string file = sample.Workspace["gru/model.onnx"];

        string text = (await sample.Workspace.RunAsync("inspect --graph", file)).Out;
        JsonNode json = JsonNode.Parse((await sample.Workspace.RunAsync("inspect --json --graph", file)).Out)!;

        Assert.EndsWith($"\n\n{GraphText.Read(file)}", text, StringComparison.Ordinal);
        Assert.Equal(GraphText.Read(file).TrimEnd('\n').Split('\n'), json["graph"]!.AsArray().Select(line => line!.GetValue<string>()));
        Assert.Equal((1, "int64 [B, L]"), (json["operators"]!["GRU"]!.GetValue<int>(), json["inputs"]!["history"]!.GetValue<string>()));
    }

    [Fact]
    public async Task FolderAnywhere_IsShownWithParityAndLicence()
    {
        using Workspace copy = sample.Workspace.Copy();

        CommandLineRun run = await CommandLineRun.Of(["inspect", copy["two-tower"]]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"\nitem\.onnx licence +Invented data, CC0\n", run.Out);
        Assert.Matches(@"\nparity\.item +\S+\n", run.Out);
        Assert.Matches(@"\nuser\.onnx operators +\d+ ", run.Out);
    }

    [Fact]
    public async Task ForeignFile_IsShownAndSaidToBeOne()
    {
        using var folder = new TempFolder();
        var inner = new GraphProto { Name = "body", Node = { new NodeProto { OpType = "Add" }, new NodeProto { OpType = "Identity" } } };
        var model = new ModelProto { IrVersion = 9, OpsetImport = { new OperatorSetIdProto { Version = 21 } }, Graph = new GraphProto() };
        model.Graph.Node.Add(new NodeProto { OpType = "Loop", Attribute = { new AttributeProto { Name = "body", G = inner, Type = AttributeProto.Types.AttributeType.Graph } } });
        model.Graph.Input.Add(new ValueInfoProto { Name = "anything" });
        model.Graph.Input.Add(new ValueInfoProto { Name = "x", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 1 } } });
        File.WriteAllBytes(folder["theirs.onnx"], model.ToByteArray());

        CommandLineRun run = await CommandLineRun.Of(["inspect", folder["theirs.onnx"], "--graph"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"\nmetadata +none of OnnxRecs: ", run.Out);
        Assert.Matches(@"\ntakes +anything: no tensor\ntakes +x: float of any shape\noperators +1 Add, 1 Identity, 1 Loop\n", run.Out);
        Assert.Matches(@"\nformat +ai\.onnx opset 21, IR 9\n", run.Out);
    }

    [Fact]
    public async Task ForeignFile_ConstantsAreParametersAndEveryTypeHasAName()
    {
        using var folder = new TempFolder();
        var model = new ModelProto { IrVersion = 10, OpsetImport = { new OperatorSetIdProto { Version = 21 } }, Graph = new GraphProto() };
        // The numbers of the standard: 11 is double, 16 bfloat16, 22 int4.
        model.Graph.Initializer.Add(new TensorProto { Name = "w", DataType = 22, Dims = { 3, 5 } });
        var inner = new GraphProto { Node = { Constant("value", attribute => attribute.T = new TensorProto { DataType = 16 }, AttributeProto.Types.AttributeType.Tensor) } };
        model.Graph.Node.Add(
        [
            Constant("value", attribute => attribute.T = new TensorProto { DataType = 11, Dims = { 2, 4 } }, AttributeProto.Types.AttributeType.Tensor),
            Constant("value_int", attribute => attribute.I = 0, AttributeProto.Types.AttributeType.Int),
            Constant("value_ints", attribute => attribute.Ints.Add([1, 2, 3]), AttributeProto.Types.AttributeType.Ints),
            Constant("value_floats", attribute => attribute.Floats.Add([1, 2]), AttributeProto.Types.AttributeType.Floats),
            new NodeProto { OpType = "Mine", Attribute = { new AttributeProto { Name = "ways", Graphs = { inner, inner }, Type = AttributeProto.Types.AttributeType.Graphs } } },
            // What fills a shape is no weight.
            new NodeProto { OpType = "ConstantOfShape", Attribute = { new AttributeProto { Name = "value", T = new TensorProto { DataType = 1, Dims = { 1 } }, Type = AttributeProto.Types.AttributeType.Tensor } } },
        ]);
        model.Graph.Input.Add(new ValueInfoProto { Name = "x", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = 11 } } });
        File.WriteAllBytes(folder["theirs.onnx"], model.ToByteArray());

        CommandLineRun run = await CommandLineRun.Of(["inspect", folder["theirs.onnx"], "--graph"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Matches(@"\nparameters +31 \(2 bfloat16, 8 double, 2 float, 15 int4, 4 int64\)\n", run.Out);
        Assert.Matches(@"\noperators +6 Constant, 1 ConstantOfShape, 1 Mine\n", run.Out);
        Assert.Matches(@"\ntakes +x: double of any shape\n", run.Out);
        Assert.Contains(" = Constant() value=double [2, 4]\n", run.Out, StringComparison.Ordinal);

        static NodeProto Constant(string name, Action<AttributeProto> fill, AttributeProto.Types.AttributeType type)
        {
            var attribute = new AttributeProto { Name = name, Type = type };
            fill(attribute);
            return new NodeProto { OpType = "Constant", Attribute = { attribute } };
        }
    }
}
