using OnnxRecs.Data.Loaders;
using OnnxRecs.NativeTests.Support;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>The built onnxrecs.dll, which lies beside the tests, as a process of its own: for signals, limits and missing libraries.</summary>
internal static class BuiltCommand
{
    public static string Folder => AppContext.BaseDirectory;

    public static ChildProcess Start(IEnumerable<string> line, string folder) => ChildProcess.Start("dotnet", ["exec", Path.Combine(Folder, "onnxrecs.dll"), .. line], folder);

    /// <summary>Runs the command that lies in another folder.</summary>
    public static Task<ProcessEnd> RunFromAsync(string build, IEnumerable<string> line) => ChildProcess.RunAsync("dotnet", ["exec", Path.Combine(build, "onnxrecs.dll"), .. line], build);

    /// <summary>Runs it where no address can be reached.</summary>
    public static Task<ProcessEnd> RunWithoutNetworkAsync(IEnumerable<string> line, string folder) =>
        ChildProcess.RunAsync("dotnet", ["exec", Path.Combine(Folder, "onnxrecs.dll"), .. line], folder,
            ("HTTPS_PROXY", "http://127.0.0.1:1"), ("https_proxy", "http://127.0.0.1:1"), ("NO_PROXY", null), ("no_proxy", null), (DataSource.Variable, null));

    /// <summary>Runs it through a shell that first sets a limit, or that sends its output elsewhere; "$@" is the command.</summary>
    public static Task<ProcessEnd> RunInShellAsync(string script, IEnumerable<string> line, string folder) =>
        // The runtime maps its own code through a file that the limit would hit too.
        ChildProcess.RunAsync("sh", ["-c", script, "sh", "dotnet", "exec", Path.Combine(Folder, "onnxrecs.dll"), .. line], folder, ("DOTNET_EnableWriteXorExecute", "0"));
}
