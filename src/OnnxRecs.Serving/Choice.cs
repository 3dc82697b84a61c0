using OnnxRecs.Data;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;

namespace OnnxRecs.Serving;

/// <summary>Why the last stage put an item where it is.</summary>
/// <param name="How">For its value, as a pin, or drawn for exploration.</param>
/// <param name="Relevance">The part of the ranker's score in its value.</param>
/// <param name="Gains">The part of each term, such as that of MMR for being unlike those above it.</param>
/// <param name="Passed">Items that were worth more and had to be passed over, with the constraint against them.</param>
public sealed record Choice(SlateReason How, double Relevance, IReadOnlyDictionary<string, double> Gains, PassedItem[] Passed)
{
    /// <summary>By item, where the chain has a stage that chooses; made by running it once more.</summary>
    internal static Dictionary<int, Choice> Of(Query query, Served served, IReadOnlyList<IStage> rerankers, PreparedData data)
    {
        var choices = new Dictionary<int, Choice>();
        for (int i = 0; i < rerankers.Count; i++)
        {
            if (rerankers[i] is not Slate slate) continue;
            var trace = new SlateTrace();
            slate.Apply(query, served.Steps[served.Steps.Count - rerankers.Count + i - 1].Items, trace);
            foreach (SlateChoice choice in trace.Choices)
            {
                choices[choice.Item] = new Choice(
                    choice.How,
                    choice.Relevance,
                    new OrderedDictionary<string, double>(trace.Terms.Zip(choice.Gains, KeyValuePair.Create)),
                    Array.ConvertAll(choice.Skipped, skipped => new PassedItem(data.Items[skipped.Item], data.Catalog.Titles[skipped.Item], skipped.Why)));
            }
        }
        return choices;
    }
}

/// <summary>An item that a constraint kept from a place.</summary>
/// <param name="Item">Outside id.</param>
/// <param name="Title">Its title.</param>
/// <param name="Constraint">Which one.</param>
public sealed record PassedItem(string Item, string Title, string Constraint);
