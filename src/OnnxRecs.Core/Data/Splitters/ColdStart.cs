namespace OnnxRecs.Data.Splitters;

/// <summary>Holds users with very few training events out of training, so that they can be judged as the newcomers they are.</summary>
public static class ColdStart
{
    /// <summary>
    /// Moves the training events of users who have fewer than <paramref name="threshold"/> to the fold-in part: such users ask with their short
    /// history alone. Users without any training event, and those held out before, stay as they are. O(n).
    /// </summary>
    /// <param name="split">Any split.</param>
    /// <param name="threshold">From so many training events on a user takes part in training; 0 or 1 changes nothing.</param>
    public static Split HoldOut(Split split, int threshold)
    {
        Interactions train = split.Train;
        bool IsCold(int user) => train.HistoryOf(user).Length < threshold;
        int cold = 0;
        for (int user = 0; user < train.UserCount; user++)
        {
            if (IsCold(user) && !train.HistoryOf(user).IsEmpty) cold++;
        }
        if (cold == 0) return split;
        return split with
        {
            Train = train.Where(i => !IsCold(train.Users[i])),
            FoldIn = split.FoldIn.With(train.Where(i => IsCold(train.Users[i]))),
            Notes = [.. split.Notes, $"held out of training and asked for as newcomers: {cold:N0} of {train.UserCount:N0} users, with fewer than {threshold} training events"],
        };
    }
}
