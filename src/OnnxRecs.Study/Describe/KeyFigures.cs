using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Pages;

namespace OnnxRecs.Study.Describe;

/// <summary>The figures that everybody asks for first.</summary>
internal static class KeyFigures
{
    private const string Title = "Key figures";

    public static Section Of(DatasetDescription set) => new(Title) { IsOpen = true, Tables = [new(Title, ["figure", ">value", "detail"], [.. Rows(set)])] };

    private static IEnumerable<string[]> Rows(DatasetDescription set)
    {
        SetSize size = set.Size;
        yield return ["users", Numbers.Count(size.Users), size.SilentUsers > 0 ? $"and {Numbers.Count(size.SilentUsers)} without events" : ""];
        yield return ["items", Numbers.Count(size.Items), size.SilentItems > 0 ? $"and {Numbers.Count(size.SilentItems)} without events" : ""];
        yield return ["events", Numbers.Count(size.Events), ValuesOf(set)];
        if (size.Events == 0) yield break;
        string repeats = size.Repeats == 0 ? "no user meets an item twice" : $"{Numbers.Percent(size.Repeats, size.Events)} of the events: the user met the item before";
        yield return ["repeats", Numbers.Count(size.Repeats), repeats];
        string pairs = Numbers.Count((long)size.Users * size.Items);
        yield return ["density", Numbers.Percent(size.Density), $"of all {pairs} pairs of user and item; sparsity {Numbers.Percent(size.Sparsity)}"];
        yield return ["events per user", Numbers.Figure(set.PerUser!.Mean), $"mean; median {Numbers.Figure(set.PerUser.Median)}"];
        yield return ["events per item", Numbers.Figure(set.PerItem!.Mean), $"mean; median {Numbers.Figure(set.PerItem.Median)}"];
        if (set.TimeLine is { First: { } first, Last: { } last })
        {
            yield return ["time span", Numbers.Plural((long)(last - first).TotalDays, "day"), $"{first:yyyy-MM-dd} to {last:yyyy-MM-dd}"];
        }
        PopularityCurve tail = set.PopularityCurve!;
        yield return ["Gini index", $"{tail.Gini:0.000}", $"of the items' events; the first 10 % of the items hold {Numbers.Percent(tail.Top[1].Events)}"];
        ColdUsers cold = set.ColdUsers;
        yield return ["cold users", Numbers.Count(cold.Cold), $"{Numbers.Percent(cold.Cold, size.Users)}: fewer than {ColdUsers.Few} events to learn from"];
        yield return ["cold items", Numbers.Count(cold.ColdItems), $"{Numbers.Percent(cold.ColdItems, size.Items)}: fewer than {ColdUsers.Few} events"];
    }

    private static string ValuesOf(DatasetDescription set) => set.ValueSpread is { } values
        ? $"{set.Values}s, {Numbers.Figure(values.Min)} to {Numbers.Figure(values.Max)}, mean {Numbers.Figure(values.Mean)}"
        : set.Values == "event" ? "without values" : "";
}
