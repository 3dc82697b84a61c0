using OnnxRecs.Artifacts;
using OnnxRecs.Data;
using OnnxRecs.Metrics;

namespace OnnxRecs.Study.Cards;

/// <summary>The cards of a folder of artifacts: <c>gru.md</c> beside <c>gru/</c>. They hold figures of the evaluation, which is made after the artifacts, so they lie outside these.</summary>
public static class CardFiles
{
    /// <summary>The card's name for an artifact's.</summary>
    public static string NameOf(string artifact) => $"{artifact}.md";

    /// <summary>Writes the card of every model that the evaluation at hand has judged.</summary>
    /// <param name="folder">models/DATASET, with data and evaluation.</param>
    /// <returns>Paths of the cards.</returns>
    /// <exception cref="InputException">An artifact is missing.</exception>
    public static IReadOnlyList<string> WriteAll(string folder)
    {
        Artifact evaluation = Artifact.Open(Path.Combine(folder, ArtifactKinds.Evaluation), ArtifactKinds.Evaluation);
        Manifest data = Artifact.Open(Path.Combine(folder, DataStage.Artifact), ArtifactKinds.Data).Manifest;
        Evaluation figures = EvaluationFile.Read(evaluation.PathOf(EvaluationFile.Name));
        var written = new List<string>();
        foreach ((string name, string key) in evaluation.Manifest.Inputs)
        {
            Manifest input = ManifestFile.Read(Path.Combine(folder, name), ArtifactKinds.CommandFor(ArtifactKinds.Model, name));
            // One that was trained anew since has no figures yet.
            if (input.Kind == ArtifactKinds.Model && input.Key == key) written.Add(Write(folder, name, ModelCard.Of(input, data, figures)));
        }
        return written;
    }

    /// <summary>Writes the card of a smaller model.</summary>
    public static void Write(string folder, Manifest smaller) => Write(folder, smaller.Name, QuantizedCard.Of(smaller));

    private static string Write(string folder, string name, string text)
    {
        string path = Path.Combine(folder, NameOf(name));
        if (!File.Exists(path) || File.ReadAllText(path) != text) AtomicFile.WriteText(path, text);
        return path;
    }
}
