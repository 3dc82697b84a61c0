using OnnxRecs.Rank.Rerank;
using OnnxRecs.Serving;

namespace OnnxRecs.Cli;

/// <summary>Shows why items are recommended, or why one is not.</summary>
internal static class ExplanationTable
{
    public static void Write(Explanation explanation, Terminal terminal)
    {
        string[] stages = [.. explanation.Milliseconds.Keys];
        string[] outputs = [.. explanation.Items.SelectMany(item => item.Outputs.Keys).Distinct()];
        new TextTable(
            [">", "item", "title", "from", .. stages.Select(stage => $">{stage}"), .. outputs.Select(output => $">{output}")],
            [.. explanation.Items.Select((item, i) => new[]
            {
                $"{i + 1}",
                item.Item,
                item.Title,
                string.Join(", ", item.Sources),
            }.Concat(stages.Select(stage => Shown(Array.Find(item.Places, place => place.Stage == stage)))).Concat(outputs.Select(output => Shown(item.Outputs[output]))).ToArray())]).Write(terminal);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("Under each stage: the item's place after it, and its score there.");
        WriteChoices(explanation.Items, terminal);
        ReasonKind? kind = explanation.Items.FirstOrDefault(item => item.Because.Items.Length > 0)?.Because.Kind;
        if (kind is { } reasons)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine(reasons == ReasonKind.Contribution
                ? "Because of these liked items, each with what it adds to the ranker's score, which is the sum of such terms:"
                : "Because of these liked items, the nearest to it by the cosine of their vectors:");
            for (int i = 0; i < explanation.Items.Length; i++) terminal.Out.WriteLine($"{i + 1,4}  {Shown(explanation.Items[i].Because)}");
        }
        terminal.Out.WriteLine();
        foreach (FilterDrop drop in explanation.Drops) terminal.Out.WriteLine($"filter {drop.Filter}: {drop.Dropped:N0} candidates dropped");
        if (explanation.InExperiment) terminal.Out.WriteLine("The user is in the experiment.");
    }

    private static void WriteChoices(ExplainedItem[] items, Terminal terminal)
    {
        string[] terms = [.. items.SelectMany(item => item.Choice?.Gains.Keys ?? []).Distinct()];
        if (!items.Any(item => item.Choice is { } choice && (choice.Gains.Count > 0 || choice.How != SlateReason.Value || choice.Passed.Length > 0))) return;
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("What each was worth when it was chosen:");
        new TextTable(
            [">", "item", ">relevance", .. terms.Select(term => $">{term}"), "chosen", "passed over"],
            [.. items.Select((item, i) => new[]
            {
                $"{i + 1}",
                item.Item,
                item.Choice is { } choice ? $"{choice.Relevance:0.000}" : "",
            }.Concat(terms.Select(term => item.Choice?.Gains.TryGetValue(term, out double gain) == true ? $"{gain:+0.000;-0.000;0.000}" : "")).Concat(
            [
                item.Choice?.How switch { SlateReason.Pin => "pinned", SlateReason.Exploration => "explored", SlateReason.Value => "worth most", _ => "" },
                string.Join("; ", item.Choice?.Passed.Take(2).Select(passed => $"{passed.Title} ({passed.Constraint})") ?? []),
            ]).ToArray())]).Write(terminal);
    }

    public static void Write(Absence absence, Terminal terminal)
    {
        terminal.Out.WriteLine($"{absence.Title} ({absence.Item}): {(absence.Stage.Length == 0 ? "" : $"lost at {absence.Stage}: ")}{absence.Why}");
        if (absence.Places.Length > 0)
            new TextTable(["stage", ">place", ">of", ">score"], [.. absence.Places.Select(place => new[] { place.Stage, $"{place.Rank}", $"{place.Of}", $"{place.Score:0.0000}" })]).Write(terminal);
    }

    private static string Shown(Place? place) => place is null ? "" : $"{place.Rank}. {place.Score:0.000}";

    private static string Shown(double[] values) => string.Join(" / ", values.Select(value => $"{value:0.00}"));

    private static string Shown(Reasons reasons) => string.Join("; ", reasons.Items.Select(reason => $"{reason.Title} ({reason.Weight:0.00})"));
}
