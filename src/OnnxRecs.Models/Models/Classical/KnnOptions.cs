using System.ComponentModel.DataAnnotations;

namespace OnnxRecs.Models.Classical;

/// <summary>What the settings of <see cref="ItemKnn"/> and <see cref="UserKnn"/> have in common.</summary>
public abstract record KnnOptions : HistoryRankerOptions
{
    /// <summary>How many neighbours tell a score.</summary>
    [Range(1, 10_000)]
    [TunedRange(5, 1000, Log = true)]
    public int Neighbours { get; init; } = 100;

    /// <summary>Added to the product of the lengths, so that those with few likes are not alike by chance.</summary>
    [Range(0.0, 1e6)]
    [TunedRange(0, 1000)]
    public double Shrinkage { get; init; } = 100;

    /// <summary>
    /// "none"; "tf-idf": a like in common says more where such likes are rare, which is one by a user with few likes (between items) or of an item with few (between users); "bm25": besides,
    /// it says more the fewer likes an item (between items) or user (between users) has.
    /// </summary>
    [AllowedValues("none", "tf-idf", "bm25")]
    [TunedChoices("none", "tf-idf", "bm25")]
    public string Weighting { get; init; } = "none";

    /// <summary>"cosine"; "asymmetric": by the length of what is scored for to the power 2 (1 - <see cref="Alpha"/>) and the neighbour's to 2 <see cref="Alpha"/>.</summary>
    [AllowedValues("cosine", "asymmetric")]
    [TunedChoices("cosine", "asymmetric")]
    public string Similarity { get; init; } = "cosine";

    /// <summary>Of the asymmetric cosine; .5 is the cosine.</summary>
    [Range(0.0, 1.0)]
    [TunedRange(0, 1)]
    public double Alpha { get; init; } = 0.5;

    /// <summary><see cref="Alpha"/>, .5 with "cosine".</summary>
    internal double Power => Similarity == "cosine" ? 0.5 : Alpha;
}
