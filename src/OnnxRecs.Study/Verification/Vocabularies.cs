using OnnxRecs.Artifacts;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Study.Verification;

/// <summary>The ids that user and item indexes stand for here: those of the data, or where there are none those of the first model.</summary>
internal sealed class Vocabularies
{
    private readonly Dictionary<string, (string Fingerprint, string Whose)> _known = new(StringComparer.Ordinal);

    /// <param name="data">The prepared data, or null.</param>
    public Vocabularies(Artifact? data)
    {
        if (data is null) return;
        PreparedData prepared = DataStage.Load(data);
        _known[ModelMetadata.UserVocabulary] = (prepared.Users.Fingerprint, data.Folder);
        _known[ModelMetadata.ItemVocabulary] = (prepared.Items.Fingerprint, data.Folder);
    }

    /// <summary>Null where the ids are the same, else whose others are.</summary>
    /// <param name="key">Of the metadata.</param>
    /// <param name="fingerprint">What a file says.</param>
    /// <param name="file">Which one.</param>
    public string? Differs(string key, string fingerprint, string file)
    {
        if (!_known.TryGetValue(key, out (string Fingerprint, string Whose) known))
        {
            _known[key] = (fingerprint, file);
            return null;
        }
        return known.Fingerprint == fingerprint ? null : known.Whose;
    }
}
