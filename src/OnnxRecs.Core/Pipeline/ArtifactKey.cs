using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;

namespace OnnxRecs.Pipeline;

/// <summary>What an artifact is made from, as one hash. Equal keys mean equal content.</summary>
public static class ArtifactKey
{
    /// <summary>Name under which the hash of a task's source stands among its inputs.</summary>
    public const string SourceInput = "source";

    /// <summary>SHA-256 over the artifact's name, kind and format, its settings with the seed, and the keys of its inputs.</summary>
    internal static string Of(ArtifactTask task, JsonObject settings, SortedDictionary<string, string> inputs) => Of(task.Name, task.Kind, Manifest.CurrentFormat, settings, inputs);

    /// <summary>The key that a manifest must carry by what else it says.</summary>
    public static string Of(Manifest manifest) => Of(manifest.Name, manifest.Kind, manifest.Format, manifest.Settings, manifest.Inputs);

    /// <summary>The settings as the manifest holds them.</summary>
    internal static JsonObject SettingsOf(ArtifactTask task, int seed)
    {
        var settings = (JsonObject)task.Settings.DeepClone();
        settings["seed"] = seed;
        return settings;
    }

    /// <summary>Whether two settings are equal, whatever the order of their keys.</summary>
    internal static bool SameSettings(JsonObject a, JsonObject b) => Canonical(a) == Canonical(b);

    private static string Of(string name, string kind, int format, JsonObject settings, SortedDictionary<string, string> inputs)
    {
        var all = new JsonObject
        {
            ["name"] = name,
            ["kind"] = kind,
            ["format"] = format,
            ["settings"] = settings.DeepClone(),
            ["inputs"] = new JsonObject(inputs.Select(input => KeyValuePair.Create(input.Key, (JsonNode?)input.Value))),
        };
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Canonical(all))));
    }

    /// <summary>JSON without spaces, keys in ordinal order.</summary>
    private static string Canonical(JsonNode? node) => node switch
    {
        JsonObject map => "{" + string.Join(',', map.OrderBy(e => e.Key, StringComparer.Ordinal).Select(e => $"{JsonValue.Create(e.Key).ToJsonString()}:{Canonical(e.Value)}")) + "}",
        JsonArray array => "[" + string.Join(',', array.Select(Canonical)) + "]",
        null => "null",
        _ => node.ToJsonString(),
    };
}
