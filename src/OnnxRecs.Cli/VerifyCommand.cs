using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRecs.Config;
using OnnxRecs.Pipeline;
using OnnxRecs.Runtime;
using OnnxRecs.Study.Verification;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs verify</c>: whether models that were carried somewhere are whole and compute here what training did.</summary>
internal static class VerifyCommand
{
    public static Command Create(Terminal terminal)
    {
        var target = new Argument<string>("DIR") { Description = "A folder of artifacts such as models/sample, the folder of one, or an ONNX file" };
        target.Validators.Add(CommonOptions.RefuseOptions);
        target.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => string.IsNullOrWhiteSpace(token.Value))) result.AddError("DIR is empty: name a folder of artifacts or an ONNX file");
        });
        var command = new Verb(
            "verify",
            "Checks artifacts on any machine, without the data set and without settings: hashes, keys, links, vocabularies, parity.",
            """
            Every file is read, every graph is run with the feeds that lie beside it and held to what training gave. Inputs
            that are not in DIR cannot be compared; they are listed as absent. A bundle (`export`) is held to its own digest, to the
            models beside it and to the answers it gave when it was made; of any other lone ONNX file only the structure is read.
            Takes no settings: --config, --set and --threads change nothing. Exit code 2 and all faults if there are any.

            Examples:
              onnxrecs verify models/sample
              onnxrecs verify copied/gru --json
            """)
        {
            target,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            string path = line.GetValue(target)!;
            IReadOnlyList<Findings> all = FolderVerifier.Verify(path, OnnxModel.Opener(DeviceOf(line.GetValue(CommonOptions.Device))), Ask, cancel);
            if (line.GetValue(CommonOptions.Json)) terminal.WriteJson(new JsonArray([.. all.Select(findings => (JsonNode)ToJson(findings))]));
            else TableOf(all).Write(terminal);
            string[] faults = [.. all.SelectMany(findings => findings.Faults)];
            if (faults.Length > 0) throw new InputException($"{path}: {faults.Length} {(faults.Length == 1 ? "fault" : "faults")}{string.Concat(faults.Select(fault => $"\n  {fault}"))}");
            return Task.CompletedTask;
        });
        return command;
    }

    /// <summary>What is named, checked as in the settings; otherwise their default.</summary>
    private static string DeviceOf(string? named)
    {
        var problems = new List<string>();
        PipelineConfig config = StrictJson.Bind<PipelineConfig>(named is null ? [] : new JsonObject { ["device"] = named }, "$", problems);
        StrictJson.ThrowIfAny(problems, $"--device {named}");
        return config.Device;
    }

    private static BundleAnswer[] Ask(byte[] file, IReadOnlyList<BundleRequest> requests)
    {
        using var bundle = new BundleModel(file);
        return [.. requests.Select(bundle.Recommend)];
    }

    private static TextTable TableOf(IReadOnlyList<Findings> all) => new(
        ["artifact", "kind", ">files", "made from", "absent", "vocabulary", "parity", "state"],
        [.. all.Select(f => new[]
        {
            f.Name, f.Kind, $"{f.Files}", string.Join(", ", f.Linked), string.Join(", ", f.Absent), f.SameVocabulary switch { true => "same", false => "other", _ => "" },
            string.Join(", ", f.Parity.Select(graph => $"{graph.Key} {graph.Value.Difference:0.0e+0} of {graph.Value.Tolerance:0.0e+0}")), f.Faults.Count == 0 ? "good" : "bad",
        })]);

    private static JsonObject ToJson(Findings findings) => new()
    {
        ["name"] = findings.Name,
        ["kind"] = findings.Kind,
        ["files"] = findings.Files,
        ["linked"] = Names(findings.Linked),
        ["absent"] = Names(findings.Absent),
        ["sameVocabulary"] = findings.SameVocabulary,
        ["parity"] = new JsonObject(findings.Parity.Select(graph =>
            KeyValuePair.Create(graph.Key, (JsonNode?)new JsonObject { ["difference"] = graph.Value.Difference, ["tolerance"] = graph.Value.Tolerance }))),
        ["faults"] = Names(findings.Faults),
    };

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => (JsonNode)name)];
}
