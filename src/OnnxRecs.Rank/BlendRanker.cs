using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank;

/// <summary>One ranker of a blend.</summary>
/// <param name="Ranker">Gives scores of any scale.</param>
/// <param name="Weight">Above 0.</param>
/// <param name="Scale">What its scores are like, so that weights mean the same for all.</param>
public sealed record BlendPart(IRanker Ranker, double Weight, ScoreScale Scale);

/// <summary>Several rankers as one: the weighted sum of their scores, each brought to mean 0 and deviation 1; equal sums are ordered by the lower index.</summary>
/// <remarks>
/// The scales are fixed, not those of the list at hand, so that a score stays independent of the other candidates. Thread-safe where the parts are.
/// </remarks>
public sealed class BlendRanker : IRanker
{
    private readonly BlendPart[] _parts;

    /// <param name="name">The stage's name.</param>
    /// <param name="parts">At least one.</param>
    /// <exception cref="ArgumentException">There is no part, or a weight is not above 0.</exception>
    public BlendRanker(string name, IReadOnlyList<BlendPart> parts)
    {
        if (parts.Count == 0) throw new ArgumentException("A blend needs rankers.", nameof(parts));
        foreach (BlendPart part in parts) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(part.Weight, nameof(parts));
        (Name, _parts) = (name, [.. parts]);
    }

    public string Name { get; }

    /// <inheritdoc/>
    public ScoredItems Apply(Query query, ScoredItems items) => Apply([query], [items])[0];

    /// <inheritdoc/>
    public ScoredItems[] Apply(IReadOnlyList<Query> queries, IReadOnlyList<ScoredItems> lists, CancellationToken cancel = default)
    {
        double[][] sums = [.. lists.Select(list => new double[list.Count])];
        int[][] items = new int[lists.Count][];             // ascending, as the sums
        foreach (BlendPart part in _parts)
        {
            ScoredItems[] ranked = part.Ranker.Apply(queries, lists, cancel);
            for (int row = 0; row < ranked.Length; row++)
            {
                (int[] own, float[] scores) = ([.. ranked[row].Items], [.. ranked[row].Scores]);
                Array.Sort(own, scores);
                for (int i = 0; i < scores.Length; i++) sums[row][i] += part.Weight * part.Scale.Standardise(scores[i]);
                items[row] = own;
            }
        }
        var blended = new ScoredItems[lists.Count];
        for (int row = 0; row < blended.Length; row++)
        {
            float[] scores = Array.ConvertAll(sums[row], sum => (float)sum);
            ScoreKey.Sort(items[row], scores);
            blended[row] = lists[row] with { Items = items[row], Scores = scores };
        }
        return blended;
    }
}
