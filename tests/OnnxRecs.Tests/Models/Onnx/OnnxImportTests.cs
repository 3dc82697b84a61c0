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

        Assert.StartsWith($"{path} is not an ONNX file, or not all of one: ", Assert.Throws<InvalidDataException>(() => OnnxImport.Weights(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_CutAnywhere_IsRefusedOrHasLostItsMetadata()
    {
        OnnxExport.Write(new Popular(Checkerboard.Create(), new WeightSet(new Rng(1))), _folder["whole.onnx"], [new("model", "popular"), new("seed", "1")]);
        byte[] whole = File.ReadAllBytes(_folder["whole.onnx"]);
        int refused = 0;
        for (int length = 0; length < whole.Length; length++)
        {
            string cut = _folder.Write("cut.onnx", whole[..length]);
            try
            {
                Assert.True(OnnxImport.Read(cut).MetadataProps.Count < 2, $"{length} of {whole.Length} bytes pass for the whole.");
            }
            catch (InvalidDataException e)
            {
                Assert.StartsWith($"{cut} is not an ONNX file, or not all of one: ", e.Message, StringComparison.Ordinal);
                refused++;
            }
        }
        // All but the places between two entries at the end.
        Assert.InRange(refused, whole.Length - 3, whole.Length);
    }

    [Fact]
    public void Read_NoFile_IsSaid() => Assert.Equal($"{_folder["no.onnx"]} is missing", Assert.Throws<InputException>(() => OnnxImport.Read(_folder["no.onnx"])).Message);
}
