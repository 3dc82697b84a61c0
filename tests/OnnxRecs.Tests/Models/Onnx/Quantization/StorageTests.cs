using System.Runtime.InteropServices;
using OnnxRecs.Onnx;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Onnx.Quantization;
using OnnxRecs.Tests.Snapshots;

namespace OnnxRecs.Tests.Models.Onnx.Quantization;

/// <summary>What each kind makes of small graphs.</summary>
public sealed class StorageTests
{
    [Theory]
    [InlineData("float16", "Lookup")]
    [InlineData("int8-qdq", "Lookup")]
    [InlineData("int8-qdq", "Products")]
    [InlineData("int8-dynamic", "Products")]
    public void Rewrite_OfASmallGraph_ReadsAsBefore(string kind, string graph)
    {
        ModelProto model = graph == "Lookup" ? SmallGraphs.Lookup() : SmallGraphs.Products();

        QuantizationKind.Find(kind).Rewrite(model, "key");

        Snapshot.Match(GraphText.Of(model), test: $"{kind}.{graph}");
    }

    [Fact]
    public void Rewrite_NothingLarge_LeavesTheGraphAsItIs()
    {
        foreach (QuantizationKind kind in QuantizationKind.All)
        {
            ModelProto model = SmallGraphs.SmallWeights();

            Assert.Equal(0, kind.Rewrite(model, "key"));
            Assert.Equal(SmallGraphs.SmallWeights().Graph, model.Graph);
        }
    }

    [Fact]
    public void Float16_KeepsElevenBits()
    {
        ModelProto model = SmallGraphs.Lookup();
        float[] before = SmallGraphs.Floats(model.Weight("weights/table"));

        Assert.Equal(1, Float16Storage.Apply(model.Graph));

        Half[] after = MemoryMarshal.Cast<byte, Half>(model.Weight("weights/table/float16").RawData.Span).ToArray();
        Assert.All(before.Zip(after), pair => Assert.InRange((float)pair.Second, pair.First - MathF.Abs(pair.First) / 2048 - 1e-7f, pair.First + MathF.Abs(pair.First) / 2048 + 1e-7f));
    }

    [Fact]
    public void Float16_BeyondItsRange_LeavesTheWeight()
    {
        ModelProto model = SmallGraphs.Lookup();
        float[] values = SmallGraphs.Floats(model.Weight("weights/table"));
        values[5] = 70_000;
        model.Weight("weights/table").RawData = Google.Protobuf.ByteString.CopyFrom(MemoryMarshal.AsBytes(values.AsSpan()));

        Assert.Equal(0, Float16Storage.Apply(model.Graph));
        Assert.Equal(values, SmallGraphs.Floats(model.Weight("weights/table")));
    }

    [Fact]
    public void Int8Columns_AreScaledByTheirLargestValue()
    {
        var tensor = new TensorProto { Name = "w", DataType = 1, RawData = Google.Protobuf.ByteString.CopyFrom(MemoryMarshal.AsBytes<float>([1, -20, 0, -2, 10, 0])) };
        tensor.Dims.AddRange([2, 3]);

        var columns = new Int8Columns(tensor, axis: 1);

        // Of the columns (1, -2), (-20, 10) and (0, 0): 1 / (2 / 127) = 63.5, which rounds to the even 64; 10 / (20 / 127) = 63.5 as well.
        Assert.Equal([2f / 127, 20f / 127, 1], columns.Scales);
        Assert.Equal(new sbyte[] { 64, -127, 0, -127, 64, 0 }, MemoryMarshal.Cast<byte, sbyte>(columns.Signed().RawData.Span).ToArray());
        Assert.Equal(new byte[] { 192, 1, 128, 1, 192, 128 }, columns.Unsigned().RawData.ToArray());
    }

    [Fact]
    public void Int8Columns_AlongAMiddleAxis_HaveAScaleForEachRow()
    {
        var tensor = new TensorProto { Name = "w", DataType = 1, RawData = Google.Protobuf.ByteString.CopyFrom(MemoryMarshal.AsBytes<float>([1, -127, 254, 2])) };
        tensor.Dims.AddRange([1, 2, 2]);

        var rows = new Int8Columns(tensor, axis: 1);

        Assert.Equal([1, 2], rows.Scales);
        Assert.Equal(new sbyte[] { 1, -127, 127, 1 }, MemoryMarshal.Cast<byte, sbyte>(rows.Signed().RawData.Span).ToArray());
    }

    [Fact]
    public void Find_UnknownKind_ListsAll() =>
        Assert.Equal("--to int8: is none of float16, int8-qdq, int8-dynamic", Assert.Throws<InputException>(() => QuantizationKind.Find("int8")).Message.Split(';')[0]);
}
