namespace OnnxRecs.Data.Splitters;

/// <summary>Where an event goes.</summary>
internal enum Part : byte
{
    Train,
    FoldIn,
    Validation,
    Test,
}

/// <summary>What all splitters have in common: each says to which part an event goes, in the order of <see cref="Interactions"/>.</summary>
internal static class Parts
{
    /// <summary>Every event goes to exactly one part.</summary>
    public static Split ToSplit(this Part[] parts, Interactions events, string name, params IReadOnlyList<string> notes)
    {
        Interactions Of(Part part) => events.Where(i => parts[i] == part);
        return new Split(Of(Part.Train), Of(Part.Validation), Of(Part.Test), name) { FoldIn = Of(Part.FoldIn), Notes = notes };
    }

    /// <summary>One share of some events: at least one where the share is above 0, halves rounded up.</summary>
    public static int Share(int count, double fraction) =>
        fraction == 0 ? 0 : Math.Max(1, (int)Math.Round(count * fraction, MidpointRounding.AwayFromZero));

    /// <summary>Puts the last events of one user's stretch into validation and test; at least one is left as it is.</summary>
    /// <param name="own">The user's parts, in the order of the events.</param>
    /// <param name="validation">How many come before those of the test.</param>
    /// <param name="test">How many are last.</param>
    public static void CutEnd(Span<Part> own, int validation, int test)
    {
        test = Math.Min(test, own.Length - 1);
        validation = Math.Min(validation, own.Length - 1 - test);
        own[^test..].Fill(Part.Test);
        own[..^test][^validation..].Fill(Part.Validation);
    }

    /// <summary>Says how many users are cut between two events of the same time, where nothing but the file's order decides; nothing where none is.</summary>
    public static string[] TieNotes(this Part[] parts, Interactions events)
    {
        int tied = 0, cut = 0;
        for (int user = 0; user < events.UserCount; user++)
        {
            (int start, int count) = events.EventsOf(user).GetOffsetAndLength(events.Count);
            bool isCut = false, isTied = false;
            for (int i = start + 1; i < start + count; i++)
            {
                if (parts[i] == parts[i - 1]) continue;
                isCut = true;
                isTied |= events.Times[i] == events.Times[i - 1];
            }
            if (isCut) cut++;
            if (isTied) tied++;
        }
        return tied == 0 ? [] : [$"{tied:N0} of {cut:N0} users are cut between events of the same time; there the order of the file decides"];
    }

    public static string Percent(params double[] shares) => string.Join('/', shares.Select(share => $"{100 * share:0.##}"));
}
