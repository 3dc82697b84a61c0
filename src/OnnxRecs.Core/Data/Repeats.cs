using OnnxRecs.Config;

namespace OnnxRecs.Data;

/// <summary>What becomes of a user's repeated events with one item (see <see cref="FilterOptions.Repeats"/>).</summary>
public static class Repeats
{
    /// <summary>Applies the rule; a data set without repeats comes back as it is. O(n).</summary>
    public static Dataset Resolve(Dataset data, FilterOptions options)
    {
        string rule = options.Repeats == "auto" ? DefaultOf(data.Facts.Kind) : options.Repeats;
        if (rule == "all") return data;
        Interactions events = data.Interactions;
        bool[] keep = new bool[events.Count];
        float[] values = [.. events.Values];
        bool last = rule != "first";
        // Of each item the event kept so far, and for whom.
        int[] keptAt = new int[events.ItemCount], keptFor = new int[events.ItemCount];
        Array.Fill(keptFor, -1);
        int kept = 0;
        for (int step = 0; step < events.Count; step++)
        {
            int i = last ? events.Count - 1 - step : step;
            int item = events.Items[i];
            if (keptFor[item] == events.Users[i])
            {
                if (rule == "sum") values[keptAt[item]] += values[i];
                continue;
            }
            (keptFor[item], keptAt[item], keep[i]) = (events.Users[i], i, true);
            kept++;
        }
        if (kept == events.Count) return data;
        var summed = Interactions.Create(events.Users, events.Items, values, events.Times, events.UserCount, events.ItemCount);
        string note = $"{events.Count - kept:N0} events repeat a user's earlier one with the same item; of these {(rule == "sum" ? "the sum counts, at the last one's time" : $"the {rule} counts")}";
        Dataset resolved = Subset.Of(data with { Interactions = summed }, keep);
        return resolved with { Facts = resolved.Facts with { Notes = [.. resolved.Facts.Notes, note] } };
    }

    private static string DefaultOf(ValueKind kind) => kind switch
    {
        ValueKind.Rating => "last",
        ValueKind.Count => "sum",
        _ => "all",
    };
}
