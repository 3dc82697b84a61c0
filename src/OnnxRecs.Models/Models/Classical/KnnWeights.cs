namespace OnnxRecs.Models.Classical;

/// <summary>The weights of likes as factors, since all likes are ones: documents are compared by the terms that they have in common (<see cref="KnnOptions.Weighting"/>).</summary>
/// <param name="Options">Which weighting.</param>
/// <param name="Documents">How many there are.</param>
internal readonly record struct KnnWeights(KnnOptions Options, int Documents)
{
    /// <summary>BM25's usual values.</summary>
    public const double K1 = 1.2, B = 0.75;

    /// <summary>Inverse document frequency of a term.</summary>
    public double OfTerm(int documents) => Options.Weighting == "none" ? 1 : Math.Max(0, Math.Log(Documents / (1.0 + documents)));

    /// <summary>Of a document, by how many terms it has, and the mean number.</summary>
    public double OfDocument(int terms, double mean) => Options.Weighting == "bm25" ? (K1 + 1) / (K1 * (1 - B + B * terms / mean) + 1) : 1;
}
