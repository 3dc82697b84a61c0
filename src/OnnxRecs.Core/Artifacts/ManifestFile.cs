using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace OnnxRecs.Artifacts;

/// <summary>Reads and writes <c>manifest.json</c>.</summary>
public static class ManifestFile
{
    public const string Name = "manifest.json";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // Strict wants every constructor parameter; TensorInfo.Below is optional and is left out where it is null.
        RespectRequiredConstructorParameters = false,
        // Titles and settings stay readable; nothing here ends up in a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        NewLine = "\n",
    };

    /// <summary>The manifest as JSON text.</summary>
    public static string ToText(Manifest manifest) => JsonSerializer.Serialize(manifest with { Checksum = ChecksumOf(manifest) }, Options) + "\n";

    /// <summary>Reads an artifact's manifest without looking at its files.</summary>
    /// <param name="folder">The artifact's folder.</param>
    /// <param name="command">What makes it anew, for messages.</param>
    /// <exception cref="InvalidDataException">There is none, or it is damaged or of another format.</exception>
    public static Manifest Read(string folder, string command)
    {
        string path = Path.Combine(folder, Name);
        if (!File.Exists(path)) throw new InvalidDataException($"{path} is missing: run `{command}` again");
        string text = File.ReadAllText(path);
        try
        {
            // The format comes first: a later format may have members that this one does not know.
            int format = (JsonNode.Parse(text) as JsonObject)?["format"]?.GetValue<int>() ?? throw new InvalidDataException("it has no \"format\"");
            if (format != Manifest.CurrentFormat) throw new InvalidDataException(ManifestFormats.Explain(format));
            Manifest manifest = JsonSerializer.Deserialize<Manifest>(text, Options) ?? throw new InvalidDataException("it is empty");
            string? outside = manifest.Files.Keys.FirstOrDefault(file => file != Path.GetFileName(file) || file is "" or "." or "..");
            if (outside is not null) throw new InvalidDataException($"\"{outside}\" is no plain file name");
            return manifest.Checksum == ChecksumOf(manifest) ? manifest : throw new InvalidDataException("its checksum does not match");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or InvalidDataException)
        {
            throw new InvalidDataException($"{path} cannot be used ({e.Message}): run `{command}` again", e);
        }
    }

    private static string ChecksumOf(Manifest manifest) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(manifest with { Checksum = "" }, Options))));
}
