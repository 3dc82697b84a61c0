namespace OnnxRecs.Rank.Rerank.Constraints;

/// <summary>What gives way where no list keeps all rules: see <see cref="SlateRules"/> for the order.</summary>
internal static class Relaxation
{
    /// <summary>Brings the rules to what can be kept, makes a plan, and says what was loosened; nothing in the usual case.</summary>
    public static string[] Settle(RuleRun run)
    {
        string[] notes = [];
        if (!run.Plan()) notes = Loosen(run);
        else if (run.Length < run.WantedCount) notes = [.. TooFar(run)];
        return run.PinFilters.Length == 0 ? notes : [.. Filtered(run), .. notes];
    }

    /// <summary>Pins of what the user may not be shown.</summary>
    private static IEnumerable<string> Filtered(RuleRun run)
    {
        for (int p = 0; p < run.PinFilters.Length; p++)
        {
            if (run.PinFilters[p] is { } filter) yield return $"pin of {run.Rules.NameOf(run.Rules.Pins[p].Item)} at {run.Rules.Pins[p].Position + 1} dropped: the filter {filter} keeps it from the user";
        }
    }

    // The list that was found last keeps all that is in force but what is just tried, and that is taken back where it fails: so there is a list in the end, however early the search gives up.
    private static string[] Loosen(RuleRun run)
    {
        var notes = new List<string>();
        Array.Clear(run.BanOn);
        Array.Clear(run.PinOn);
        Array.Clear(run.ExplorationOn);
        foreach (ref Cap cap in run.Caps) cap.Limit = SlateRules.NoCap;
        run.QuotaCut = int.MaxValue / 2;
        // Nothing is in force: any candidates are a list.
        run.Plan();

        SlateRules rules = run.Rules;
        Switch(run, run.BanOn, notes, b => $"ban of {rules.NameOf(rules.Bans[b].Item)} at {string.Join(", ", rules.Bans[b].Positions.Select(position => position + 1))}");
        Switch(run, run.PinOn, notes, p => $"pin of {rules.NameOf(rules.Pins[p].Item)} at {rules.Pins[p].Position + 1}");
        for (int from = 0; from < run.CapCount;)
        {
            int end = from;
            while (end < run.CapCount && run.Caps[end].IsProvider == run.Caps[from].IsProvider) end++;
            Raise(run, from, end, notes);
            from = end;
        }
        Lower(run, notes);
        Switch(run, run.ExplorationOn, notes, e => $"exploration at {rules.Exploration[e] + 1}");
        run.PlanAsFound();
        notes.AddRange(TooFar(run));
        return [.. notes];
    }

    /// <summary>Turns rules on, all at once where that can be, else each that can be kept with those before it.</summary>
    private static void Switch(RuleRun run, bool[] on, List<string> notes, Func<int, string> name)
    {
        if (on.Length == 0) return;
        Array.Fill(on, true);
        if (run.Plan()) return;
        Array.Fill(on, false);
        for (int i = 0; i < on.Length; i++)
        {
            on[i] = true;
            if (run.Plan()) continue;
            on[i] = false;
            notes.Add($"{name(i)} dropped: {Reason(run, run.GaveUp)}");
        }
        // The length follows the pins.
        run.PlanAsFound();
    }

    /// <summary>Puts caps in force, each as low as can be with those before it.</summary>
    private static void Raise(RuleRun run, int from, int end, List<string> notes)
    {
        for (int c = from; c < end; c++) run.Caps[c].Limit = run.Caps[c].Wanted;
        if (run.Plan()) return;
        for (int c = from; c < end; c++) run.Caps[c].Limit = SlateRules.NoCap;
        for (int c = from; c < end; c++)
        {
            ref Cap cap = ref run.Caps[c];
            int low = cap.Wanted, high = Math.Max(cap.Wanted, cap.Held);
            bool gaveUp = false;
            while (low < high)
            {
                cap.Limit = low + (high - low) / 2;
                if (run.Plan())
                {
                    high = Math.Max(cap.Wanted, cap.Held);
                }
                else
                {
                    low = cap.Limit + 1;
                    gaveUp = run.GaveUp;
                }
            }
            cap.Limit = high;
            if (high > cap.Wanted) notes.Add($"{run.NameOf(cap)} relaxed from {cap.Wanted} to {high}: {Reason(run, gaveUp)}");
        }
    }

    /// <summary>Puts the quota in force, as high as can be.</summary>
    private static void Lower(RuleRun run, List<string> notes)
    {
        int wanted = run.Rules.Quota?.Of(run.Length) ?? 0, kept = run.HeldTail, lost = wanted;
        run.QuotaCut = 0;
        if (kept >= wanted || run.Plan()) return;
        bool gaveUp = run.GaveUp;
        while (lost - kept > 1)
        {
            int tried = kept + (lost - kept) / 2;
            run.QuotaCut = wanted - tried;
            if (run.Plan())
            {
                kept = Math.Max(tried, run.HeldTail);
            }
            else
            {
                lost = tried;
                gaveUp = run.GaveUp;
            }
        }
        run.QuotaCut = wanted - kept;
        notes.Add($"long-tail-quota relaxed from {wanted} to {kept}: {Reason(run, gaveUp)}");
    }

    /// <summary>Pins below the end of a list that has become shorter than was asked for.</summary>
    private static IEnumerable<string> TooFar(RuleRun run)
    {
        for (int p = 0; p < run.Rules.Pins.Length; p++)
        {
            SlatePin pin = run.Rules.Pins[p];
            if (run.IsPinned(p) && pin.Position >= run.Length && pin.Position < run.WantedCount)
                yield return $"pin of {run.Rules.NameOf(pin.Item)} at {pin.Position + 1} dropped: the list has only {run.Length} items";
        }
    }

    private static string Reason(RuleRun run, bool gaveUp) => gaveUp
        ? $"of {run.Given} candidates no list of {run.Length} that keeps it was found before the search was given up"
        : $"of {run.Given} candidates no list of {run.Length} keeps it";
}
