using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Onnx;
using OnnxRecs.Ops;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Models.Onnx;

public sealed class OnnxImportTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Weights_OfAnExport_AreTheModelsToTheLastBit()
    {
        var model = new NeuMf(new NeuMfOptions { Factors = 3, Layers = [6, 4] }, Checkerboard.Create(), new WeightSet(new Rng(1)));
        OnnxExport.Write(model, _folder["model.onnx"], []);

        (string Name, float[] Values)[] read = [.. OnnxImport.Weights(_folder["model.onnx"])];

        Assert.Equal(model.Weights.Select(weight => weight.Name).Order(StringComparer.Ordinal), read.Select(weight => weight.Name).Order(StringComparer.Ordinal));
        foreach ((string name, float[] values) in read) Assert.Equal(model.Weights.Single(weight => weight.Name == name).Values, values);
    }

    [Fact]
    public void Weights_OfOtherThanOnnx_AreRefused()
    {
        string path = _folder.Write("model.onnx", "no protocol buffer");

        Assert.StartsWith($"{path} is not an ONNX file: ", Assert.Throws<InvalidDataException>(() => OnnxImport.Weights(path)).Message, StringComparison.Ordinal);
    }
}
