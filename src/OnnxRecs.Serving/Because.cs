using System.Numerics.Tensors;
using OnnxRecs.Data;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;

namespace OnnxRecs.Serving;

/// <summary>Finds which items of a user's history speak for the items that are recommended.</summary>
/// <remarks>
/// Whether a ranker adds up what each item of the history gives is found out, not declared: it is asked for each item of the history alone, and where these scores add up to the
/// score of the whole history, for every recommended item, they are its exact terms. Otherwise likeness stands in. Cost: one run of the model with as many rows as the
/// history has distinct items, up to <see cref="MaxHistory"/>.
/// </remarks>
internal static class Because
{
    // Longer histories are explained by likeness: a run over all of their items would cost more than the answer itself.
    private const int MaxHistory = 500;
    private const int Reasons = 3;

    // Of the score, or of 1 where it is smaller: what float32 sums of a few hundred terms are off by.
    private const double Tolerance = 1e-4;

    /// <summary>For each item its reasons; none where there is no history.</summary>
    /// <param name="ranker">Null where the ranker is made of several models.</param>
    public static Reasons[] Of(Query query, int[] items, ModelRanker? ranker, VectorTable vectors, PreparedData data, CancellationToken cancel = default)
    {
        int[] history = [.. query.History.Distinct()];
        double[][]? terms = ranker is null || history.Length is 0 or > MaxHistory ? null : Terms(query, history, items, ranker, cancel);
        var reasons = new Reasons[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            double[] weights = terms?[i] ?? Array.ConvertAll(history, liked => Cosine(vectors, liked, items[i]));
            int[] order = [.. Enumerable.Range(0, history.Length)];
            Array.Sort(order, (a, b) => weights[a] != weights[b] ? weights[b].CompareTo(weights[a]) : b.CompareTo(a));      // of equals what was liked last
            reasons[i] = new Reasons(
                terms is null ? ReasonKind.Likeness : ReasonKind.Contribution,
                [.. order.Where(at => weights[at] > 0).Take(Reasons).Select(at => new Reason(data.Items[history[at]], data.Catalog.Titles[history[at]], weights[at]))]);
        }
        return reasons;
    }

    /// <summary>What each item of the history alone gives each item [items][history], or null where that does not add up.</summary>
    private static double[][]? Terms(Query query, int[] history, int[] items, ModelRanker ranker, CancellationToken cancel)
    {
        Query[] single = Array.ConvertAll(history, liked => query with { History = [liked] });
        Query nothing = query with { History = [] };
        var list = new ScoredItems(items, new float[items.Length]);
        ScoredItems[] scored = ranker.Apply([query, nothing, .. single], [.. Enumerable.Repeat(list, history.Length + 2)], cancel);
        double[][] scores = Array.ConvertAll(scored, ranked => Array.ConvertAll(items, item => (double)ranked.Scores[Array.IndexOf(ranked.Items, item)]));
        double[][] terms = new double[items.Length][];
        for (int i = 0; i < items.Length; i++)
        {
            double basis = scores[1][i];                        // 0 of most
            terms[i] = [.. scores.Skip(2).Select(alone => alone[i] - basis)];
            if (Math.Abs(terms[i].Sum() + basis - scores[0][i]) > Tolerance * Math.Max(1, Math.Abs(scores[0][i]))) return null;
        }
        // A model that does not look at the history adds up as well.
        return terms.Any(each => each.Any(term => term != 0)) ? terms : null;
    }

    private static double Cosine(VectorTable vectors, int a, int b)
    {
        float cosine = TensorPrimitives.CosineSimilarity(vectors[a], vectors[b]);
        return float.IsNaN(cosine) ? 0 : cosine;
    }
}
