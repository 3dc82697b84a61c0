using OnnxRecs.Candidates.Sources;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Filters;
using OnnxRecs.Rank.Rerank;

namespace OnnxRecs.Serving;

/// <summary>Says at which stage an item is lost, and by how much. Costs an answer, a scan of all items, and the stage that lost it once more.</summary>
public static class WhyNot
{
    /// <summary>Of one item of the catalogue and one query.</summary>
    public static Absence Of(ServingChain chain, Query query, int item, CancellationToken cancel = default)
    {
        Served served = chain.Recommend(query, cancel);
        Place[] places = Place.In(served.Steps, item);
        ServingChain.Variant variant = chain.VariantOf(query);
        (string stage, string why, double? behind) =
            Array.IndexOf(served.List.Items, item) is int at and >= 0 ? ("", $"it is in the list, at place {at + 1}", null)
            : variant.Filters.DropperOf(query, item) is { } filter ? (variant.Filters.Name, $"the filter {filter.Name} drops it", null)
            : places.Length == 0 ? Unretrieved(chain, query, item)
            : Outranked(variant, query, item, served, places);
        return new Absence(chain.Data.Items[item], chain.Data.Catalog.Titles[item], stage, why, behind, places, served.List.Notes);
    }

    private static (string Stage, string Why, double? Behind) Unretrieved(ServingChain chain, Query query, int item)
    {
        SourcedItems found = chain.Source.FindSourced([query with { Count = chain.CandidateCount }])[0];
        string source = chain.Source.Names[^1];
        int bit = chain.Source.Names.Length - 1, alone = 1 << bit;
        var products = new InnerProducts(chain.Vectors);
        float[] scores = new float[chain.Vectors.Count];
        products.Multiply(CatalogScorer.QueryVectors(chain.UserTower, [query]).Values, scores);
        bool[] seen = new bool[scores.Length];
        foreach (int met in query.Seen) seen[met] = true;
        float own = scores[item], last = float.PositiveInfinity;
        int rank = 1, given = 0;
        for (int other = 0; other < scores.Length; other++)
        {
            if (!seen[other] && (scores[other] > own || (scores[other] == own && other < item))) rank++;
        }
        for (int i = 0; i < found.Given.Length; i++)
        {
            if ((found.Given[i] & alone) != 0) given++;
            // What another source has given as well may lie deeper than where the index's own items end.
            if (found.Given[i] == alone) last = Math.Min(last, scores[found.List.Items[i]]);
        }
        string standing = $"by {source} it is number {rank:N0} of {seen.Count(met => !met):N0} items that are new to the user";
        string others = bit == 0 ? "" : $"; {string.Join(", ", chain.Source.Names[..bit])} did not give it either";
        if (float.IsPositiveInfinity(last)) return (Recommender.Candidates, $"{standing}, but other sources filled all places{others}", null);
        if (own > last) return (Recommender.Candidates, $"{standing} and its score of {own:0.0000} is above that of the last one that the index gave, {last:0.0000}: the search missed it{others}", null);
        return (Recommender.Candidates, $"{standing}, of which {given:N0} are candidates: its score is {own:0.0000}, that of the last one {last:0.0000}{others}", last - own);
    }

    private static (string Stage, string Why, double? Behind) Outranked(ServingChain.Variant variant, Query query, int item, Served served, Place[] places)
    {
        Place stood = places[^1];
        int at = Enumerable.Range(0, served.Steps.Count).First(step => served.Steps[step].Stage == stood.Stage), k = served.List.Count;
        if (at == served.Steps.Count - 1)
        {
            double last = served.List.Scores[^1];
            return (stood.Stage, $"it is number {stood.Rank} of {stood.Of}, the list has {k}: its score is {stood.Score:0.0000}, that of the last one {last:0.0000}", last - stood.Score);
        }
        // The stage that chose without it, asked what it thought of it.
        IStage stage = variant.Recommender.Rerankers[at + 1 - (served.Steps.Count - variant.Recommender.Rerankers.Count)];
        string before = $"it was number {stood.Rank} of {stood.Of} before";
        if (stage is not Slate slate) return (stage.Name, $"{before}, and {stage.Name} left it out", null);
        var trace = new SlateTrace();
        slate.Apply(query, served.Steps[at].Items, trace);
        int place = trace.Choices.FindIndex(choice => Array.Exists(choice.Skipped, skipped => skipped.Item == item));
        if (place >= 0)
        {
            SkippedItem skipped = Array.Find(trace.Choices[place].Skipped, skipped => skipped.Item == item)!;
            return (stage.Name, $"{before}; at place {place + 1} it was worth {skipped.Value:0.0000}, more than what was chosen ({trace.Choices[place].Value:0.0000}), but {skipped.Why} stands against it", null);
        }
        int left = trace.Left.FindIndex(other => other.Item == item);
        if (left < 0) return (stage.Name, $"{before}; a rule keeps it from every place", null);
        (double own, double chosen) = (trace.Left[left].Value, trace.Choices[^1].Value);
        return (stage.Name, $"{before}; at the last place, {k}, it was worth {own:0.0000}, what was chosen {chosen:0.0000}", chosen - own);
    }
}
