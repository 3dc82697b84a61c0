using OnnxRecs.Candidates.Sources;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Rank.Filters;

namespace OnnxRecs.Serving;

/// <summary>Says why items are recommended. It retrieves a second time for what each source gave, so it costs about twice an answer, and the runs that <see cref="Because"/> needs.</summary>
public static class Explainer
{
    /// <summary>The answer to a query, item by item.</summary>
    public static Explanation Explain(ServingChain chain, Query query, CancellationToken cancel = default)
    {
        Served served = chain.Recommend(query, cancel);
        ServingChain.Variant variant = chain.VariantOf(query);
        SourcedItems found = chain.Source.FindSourced([query with { Count = chain.CandidateCount }])[0];
        int[] items = served.List.Items;
        ModelRanker? ranker = variant.RankerModels.Length == 1 ? variant.Models.OfModel(variant.RankerModels[0]) : null;
        Reasons[] reasons = Because.Of(query, items, ranker, chain.Vectors, chain.Data);
        IReadOnlyDictionary<string, double[]>[] outputs = ranker is null || items.Length == 0 ? [.. items.Select(_ => new Dictionary<string, double[]>())] : ranker.FurtherOutputs(query, items);

        Dictionary<int, Choice> choices = Choice.Of(query, served, variant.Recommender.Rerankers, chain.Data);
        var explained = new ExplainedItem[items.Length];
        for (int i = 0; i < items.Length; i++)
        {
            int at = Array.IndexOf(found.List.Items, items[i]);
            string[] sources = at < 0 ? [] : Provenance.NamesOf(chain.Source.Names, found.Given[at]);
            explained[i] = new ExplainedItem(chain.Data.Items[items[i]], chain.Data.Catalog.Titles[items[i]], served.List.Scores[i], sources, Place.In(served.Steps, items[i]), reasons[i], choices.GetValueOrDefault(items[i]), outputs[i]);
        }
        long[] drops = new long[variant.Filters.Filters.Count];
        variant.Filters.Apply(query, found.List, drops);
        return new Explanation(
            explained,
            [.. variant.Filters.Filters.Zip(drops, (filter, count) => new FilterDrop(filter.Name, (int)count))],
            new OrderedDictionary<string, double>(served.Steps.Select(step => KeyValuePair.Create(step.Stage, step.Time.TotalMilliseconds))),
            served.List.Notes,
            chain.IsInExperiment(query));
    }
}
