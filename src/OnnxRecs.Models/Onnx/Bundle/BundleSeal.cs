using System.Security.Cryptography;
using System.Text.Json;
using Google.Protobuf;
using OnnxRecs.Onnx.Proto;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Onnx.Bundle;

/// <summary>A request with the answer that the bundle gave when it was made.</summary>
public sealed record BundleProbe(BundleRequest Request, BundleAnswer Answer);

/// <summary>What makes a bundle checkable wherever it was carried: probes and a digest, in its own metadata.</summary>
public static class BundleSeal
{
    /// <summary>Metadata: SHA-256, in lower-case hexadecimal, of the file as it is without this entry.</summary>
    public const string Digest = "digest";

    /// <summary>Metadata: some requests with their answers, as JSON.</summary>
    public const string Probes = "probes";

    /// <summary>Adds both entries; nothing may be changed afterwards.</summary>
    public static void Seal(ModelProto model, IReadOnlyList<BundleProbe> probes)
    {
        model.MetadataProps.Add(new StringStringEntryProto { Key = Probes, Value = JsonSerializer.Serialize(probes, JsonSerializerOptions.Web) });
        model.MetadataProps.Add(new StringStringEntryProto { Key = Digest, Value = DigestOf(model) });
    }

    /// <summary>What is wrong with a bundle's bytes, or null.</summary>
    public static string? FaultOf(ModelProto model)
    {
        StringStringEntryProto[] said = [.. model.MetadataProps.Where(entry => entry.Key == Digest)];
        if (said.Length != 1) return $"its metadata have {(said.Length == 0 ? "no" : "more than one")} {Digest}, so nothing can be said of its bytes; export it again";
        ModelProto without = model.Clone();
        without.MetadataProps.Remove(said[0]);
        return DigestOf(without) == said[0].Value ? null : $"its content is not what its metadata's {Digest} says";
    }

    /// <summary>Its probes, at least one.</summary>
    /// <exception cref="InvalidDataException">It has none that can be read.</exception>
    public static BundleProbe[] ProbesOf(ModelProto model)
    {
        string? text = model.MetadataProps.FirstOrDefault(entry => entry.Key == Probes)?.Value;
        try
        {
            if (text is not null && JsonSerializer.Deserialize<BundleProbe[]>(text, JsonSerializerOptions.Web) is { Length: > 0 } probes && Array.TrueForAll(probes, IsWhole)) return probes;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"its metadata's {Probes} cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
        throw new InvalidDataException($"its metadata have no {Probes}");
    }

    private static bool IsWhole(BundleProbe? probe) =>
        probe is { Request: { History: not null, Banned: not null }, Answer: { Ids: { } ids } answer }
        && ((float[]?[])[answer.Scores, answer.RetrievalScores, answer.RankerScores, answer.PenalisedScores]).All(scores => scores?.Length == ids.Length);

    // A message has one serialisation here: fields in their order, no maps.
    private static string DigestOf(ModelProto model)
    {
        using var hash = SHA256.Create();
        using (var stream = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write)) model.WriteTo(stream);
        return Convert.ToHexStringLower(hash.Hash!);
    }
}
