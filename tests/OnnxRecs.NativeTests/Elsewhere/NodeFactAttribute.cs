using OnnxRecs.Tests.Support;

namespace OnnxRecs.NativeTests.Elsewhere;

/// <summary>A test that runs Node with onnxruntime-node: skipped, with the reason, where they are not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class NodeFactAttribute : FactAttribute
{
    public NodeFactAttribute()
    {
        string[] places = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!places.Any(place => File.Exists(Path.Combine(place, OperatingSystem.IsWindows() ? "node.exe" : "node")))) Skip = "node is not installed";
        else if (!Directory.Exists(Path.Combine(Folder, "node_modules", "onnxruntime-node"))) Skip = "onnxruntime-node is not installed; `make setup` does it";
    }

    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "elsewhere", "node");
}
