using OnnxRecs.Pipeline;
using OnnxRecs.Rank;

namespace OnnxRecs.Serving;

/// <summary>Says why items are recommended. It retrieves a second time for what each source gave, so it costs about twice an answer, and the runs that <see cref="Because"/> needs.</summary>
/// <remarks>Of a stage that failed nothing is asked a second time: the answer's notes say why, and the explanation goes without it.</remarks>
public static class Explainer
{
    /// <summary>The answer to a query, item by item.</summary>
    public static Explanation Explain(ServingChain chain, Query query, CancellationToken cancel = default)
    {
        Served served = chain.Recommend(query, cancel);
        ServingChain.Variant variant = chain.VariantOf(query);
        int[] items = served.List.Items;
        bool isRetrieved = !served.Steps[0].HasFailed;
        ModelRanker? ranker = Array.Exists([.. served.Steps], step => step.HasFailed && step.Stage == variant.Recommender.Ranker.Name) ? null : chain.RankerOf(query);
        string[][] sources = isRetrieved ? chain.SourcesOf(query, items) : [.. items.Select(_ => Array.Empty<string>())];
        Reasons[] reasons = Because.Of(query, items, ranker, chain.Vectors, chain.Data, cancel);
        IReadOnlyDictionary<string, double[]>[] outputs = ranker is null ? [.. items.Select(_ => new Dictionary<string, double[]>())] : ranker.FurtherOutputs(query, items, cancel);
        Dictionary<int, Choice> choices = Choice.Of(query, served, variant.Recommender.Rerankers, chain.Data);

        long[] drops = new long[variant.Filters.Filters.Count];
        variant.Filters.Apply(query, served.Steps[0].Items, drops);
        return new Explanation(
            [.. items.Select((item, i) => new ExplainedItem(
                chain.Data.Items[item], chain.Data.Catalog.Titles[item], served.List.Scores[i], sources[i], Place.In(served.Steps, item), reasons[i], choices.GetValueOrDefault(item), outputs[i]))],
            [.. variant.Filters.Filters.Zip(drops, (filter, count) => new FilterDrop(filter.Name, (int)count))],
            new OrderedDictionary<string, double>(served.Steps.Select(step => KeyValuePair.Create(step.Stage, step.Time.TotalMilliseconds))),
            served.List.Notes,
            chain.IsInExperiment(query));
    }
}
