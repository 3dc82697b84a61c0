using OnnxRecs.Artifacts;
using OnnxRecs.Data;

namespace OnnxRecs.Pipeline;

/// <summary>What an ONNX file says of itself in its <c>metadata_props</c>, so that it can be told apart wherever it goes.</summary>
public static class ModelMetadata
{
    /// <summary>Fingerprint of the ids that user indexes stand for, see <see cref="IdMap.Fingerprint"/>.</summary>
    public const string UserVocabulary = "userVocabulary";

    /// <summary>Fingerprint of the ids that item indexes stand for.</summary>
    public const string ItemVocabulary = "itemVocabulary";

    /// <summary>The entries of one graph's file, in their order.</summary>
    /// <param name="model">Name in the catalogue of models, such as "neumf".</param>
    /// <param name="kind">What it does: "ranker" or "retrieval".</param>
    /// <param name="graph">Name of the graph.</param>
    /// <param name="data">What it was trained on.</param>
    /// <param name="seed">Of the run.</param>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(string model, string kind, string graph, PreparedData data, int seed) =>
    [
        new("model", model), new("kind", kind), new("graph", graph), new("dataset", data.Name), new("dataFingerprint", data.Fingerprint),
        new(UserVocabulary, data.Users.Fingerprint), new(ItemVocabulary, data.Items.Fingerprint), new("seed", $"{seed}"), new("licence", data.Licence),
    ];

    /// <summary>Refuses a file whose indexes stand for other items than those of the data, or for other users where it reads any.</summary>
    /// <exception cref="InputException">They do.</exception>
    internal static void RequireVocabulary(IModelRunner runner, Artifact model, GraphInfo graph, PreparedData data)
    {
        Require(ItemVocabulary, "items", data.Items);
        if (graph.Inputs.Any(input => input.Name == FeedNames.User)) Require(UserVocabulary, "users", data.Users);

        void Require(string key, string what, IdMap ids)
        {
            string? known = runner.Metadata.GetValueOrDefault(key);
            if (known == ids.Fingerprint) return;
            string fault = known is null
                ? $"does not say which {what} its indexes stand for (no {key} in its metadata), so it is no file of ours or was changed"
                : $"was trained with other {what} than those of {data.Name} (vocabulary {Artifact.Short(known)}, here {Artifact.Short(ids.Fingerprint)})";
            throw new InputException($"{model.PathOf(graph.File)} {fault}: run `{ArtifactKinds.CommandFor(model.Manifest.Kind, model.Manifest.Name)} --force`");
        }
    }
}
