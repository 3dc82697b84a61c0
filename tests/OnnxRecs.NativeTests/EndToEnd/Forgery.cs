using Google.Protobuf;
using OnnxRecs.Artifacts;
using OnnxRecs.Onnx.Proto;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>Artifacts that are not what they were, some with checksums that fit.</summary>
internal static class Forgery
{
    /// <summary>Flips one bit in the middle: of a manifest that is in a setting, a name or a checksum.</summary>
    public static void FlipAByte(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    /// <summary>Changes an ONNX file and gives the artifact checksums that fit.</summary>
    public static void Forge(Workspace workspace, string model, string file, Action<ModelProto> change)
    {
        var onnx = ModelProto.Parser.ParseFrom(File.ReadAllBytes(workspace[Path.Combine(model, file)]));
        change(onnx);
        using var writer = new ArtifactWriter(workspace[model]);
        foreach (string other in workspace.ManifestOf(model).Files.Keys.Where(name => name != file)) File.Copy(workspace[Path.Combine(model, other)], writer.PathOf(other));
        File.WriteAllBytes(writer.PathOf(file), onnx.ToByteArray());
        writer.Commit(workspace.ManifestOf(model));
    }
}
