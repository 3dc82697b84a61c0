using OnnxRecs.Pipeline;

namespace OnnxRecs.Data;

/// <summary>What is being predicted: the validation events from the training events, or the test events from both.</summary>
public enum Phase
{
    /// <summary>Known: training. Sought: validation. For choosing settings.</summary>
    Validation,

    /// <summary>Known: training and validation. Sought: test. For the figures that are reported.</summary>
    Test,
}

/// <summary>A data set, its split and its notion of "liked": what the data stage writes and every later stage reads. Immutable, thread-safe.</summary>
/// <remarks>
/// An event whose value reaches <see cref="Relevance"/> is positive. What a model may know in a phase, what it must find and what it must
/// not offer again are worked out once, in the constructor: O(n log n) time and about three times the memory of the events.
/// </remarks>
public sealed class PreparedData
{
    private readonly Known _validation;
    private readonly Known _test;

    private readonly int[] _trainingCounts;

    /// <summary>Joins a data set and a split of it.</summary>
    /// <param name="facts">What is known of the data set.</param>
    /// <param name="split">Its parts.</param>
    /// <param name="relevance">See <see cref="Relevance"/>.</param>
    /// <param name="negatives">See <see cref="Negatives"/>.</param>
    /// <exception cref="ArgumentException">The parts do not fit together, or the threshold is not finite.</exception>
    public PreparedData(DatasetFacts facts, Split split, float relevance, int[][]? negatives = null)
    {
        (int userCount, int itemCount) = (facts.Users.Count, facts.Items.Count);
        foreach ((string part, Interactions events) in split.Parts)
        {
            if (events.UserCount != userCount || events.ItemCount != itemCount)
                throw new ArgumentException($"Part {part} has {events.UserCount} users and {events.ItemCount} items where the ids have {userCount} and {itemCount}.", nameof(split));
        }
        if (!float.IsFinite(relevance)) throw new ArgumentOutOfRangeException(nameof(relevance), relevance, "The relevance threshold must be finite.");
        for (int user = 0; user < userCount; user++)
        {
            if (split.Train.HistoryOf(user).Length > 0 && split.FoldIn.HistoryOf(user).Length > 0)
                throw new ArgumentException($"User {user} has events both in the training and the fold-in part.", nameof(split));
        }
        (Facts, Split, Relevance, Negatives) = (facts, split, relevance, negatives);
        Interactions before = split.FoldIn.Count == 0 ? split.Train : split.Train.With(split.FoldIn);
        _trainingCounts = [.. Enumerable.Range(0, userCount).Select(user => before.HistoryOf(user).Length)];
        TrainPositives = split.Train.Where(i => split.Train.Values[i] >= relevance);
        _validation = new Known(before, split.Validation, relevance);
        _test = new Known(before.With(split.Validation), split.Test, relevance);
        Fingerprint = PreparedDataFile.FingerprintOf(this);
    }

    /// <summary>Names, ids, and what is known of users and items.</summary>
    public DatasetFacts Facts { get; }

    /// <summary>The data set's published name.</summary>
    public string Name => Facts.Name;

    /// <summary>One line on the terms of use.</summary>
    public string Licence => Facts.Licence;

    /// <summary>Outside ids of users.</summary>
    public IdMap Users => Facts.Users;

    /// <summary>Outside ids of items.</summary>
    public IdMap Items => Facts.Items;

    /// <summary>Titles, years, genres and tags of the items.</summary>
    public ItemCatalog Catalog => Facts.Catalog;

    /// <summary>All events, in parts.</summary>
    public Split Split { get; }

    /// <summary>Events of this value or more are positive.</summary>
    public float Relevance { get; }

    /// <summary>For each user the published items that a sampled evaluation ranks its targets against; null where none came with the data.</summary>
    public int[][]? Negatives { get; }

    /// <summary>SHA-256, in lower-case hexadecimal, over everything above. Equal fingerprints mean equal data.</summary>
    public string Fingerprint { get; }

    public int UserCount => Users.Count;

    public int ItemCount => Items.Count;

    /// <summary>The positive events of the training part.</summary>
    public Interactions TrainPositives { get; }

    /// <summary>Reads what <see cref="Save"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The file is damaged or something else.</exception>
    public static PreparedData Load(string path) => PreparedDataFile.Load(path);

    /// <summary>Writes everything into one checksummed file, beside and renamed.</summary>
    public void Save(string path) => PreparedDataFile.Save(this, path);

    /// <summary>Items that the user liked before the phase's events, oldest first.</summary>
    public ReadOnlySpan<int> PositivesOf(int user, Phase phase) => KnownIn(phase).Positives.HistoryOf(user);

    /// <summary>All items that the user met before the phase's events, liked or not, oldest first.</summary>
    public ReadOnlySpan<int> SeenOf(int user, Phase phase) => KnownIn(phase).Seen.HistoryOf(user);

    /// <summary>What is to be found: distinct items that the user likes in the phase's part and has not met before, in the order of their events.</summary>
    public ReadOnlySpan<int> TargetsOf(int user, Phase phase) => KnownIn(phase).TargetsOf(user);

    /// <summary>The users that have at least one target, ascending. Not copied: leave it as it is.</summary>
    public int[] UsersWithTargets(Phase phase) => KnownIn(phase).UsersWithTargets;

    /// <summary>How many events, liked or not, a user has before the validation part; those that are held out of training count too.</summary>
    public int TrainingCountOf(int user) => _trainingCounts[user];

    /// <summary>Whether models have learnt from this user; others are only known by their short history.</summary>
    public bool IsTrained(int user) => Split.Train.HistoryOf(user).Length > 0;

    /// <summary>What this user asks in this phase, as the pipeline takes it. One who is held out of training asks as an unknown user with a history.</summary>
    public Query QueryOf(int user, Phase phase, int count) =>
        new(IndexInModels(user), PositivesOf(user, phase).ToArray(), SeenOf(user, phase).ToArray(), count) { UserId = Users[user] };

    /// <summary>What this user asks after everything that the data knows, the test part included.</summary>
    public Query QueryNow(int user, int count)
    {
        int[] later = Split.Test.HistoryOf(user).ToArray();
        float[] values = Split.Test.ValuesOf(user).ToArray();
        return new Query(IndexInModels(user), [.. PositivesOf(user, Phase.Test), .. later.Where((_, i) => values[i] >= Relevance)], [.. SeenOf(user, Phase.Test), .. later], count) { UserId = Users[user] };
    }

    private int IndexInModels(int user) => IsTrained(user) ? user : Query.UnknownUser;

    private Known KnownIn(Phase phase) => phase switch
    {
        Phase.Validation => _validation,
        Phase.Test => _test,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, null),
    };

    /// <summary>One phase: what is known, and what is sought.</summary>
    private sealed class Known
    {
        private readonly int[] _targets;
        private readonly int[] _offsets;

        public Known(Interactions seen, Interactions sought, float relevance)
        {
            Seen = seen;
            Positives = seen.Where(i => seen.Values[i] >= relevance);

            var targets = new List<int>();
            var withTargets = new List<int>();
            _offsets = new int[seen.UserCount + 1];
            int[] metBy = new int[seen.ItemCount];
            Array.Fill(metBy, -1);
            for (int user = 0; user < seen.UserCount; user++)
            {
                foreach (int item in seen.HistoryOf(user)) metBy[item] = user;
                ReadOnlySpan<int> items = sought.HistoryOf(user);
                ReadOnlySpan<float> values = sought.ValuesOf(user);
                for (int i = 0; i < items.Length; i++)
                {
                    if (values[i] < relevance || metBy[items[i]] == user) continue;
                    metBy[items[i]] = user;
                    targets.Add(items[i]);
                }
                _offsets[user + 1] = targets.Count;
                if (targets.Count > _offsets[user]) withTargets.Add(user);
            }
            _targets = [.. targets];
            UsersWithTargets = [.. withTargets];
        }

        public Interactions Seen { get; }

        public Interactions Positives { get; }

        public int[] UsersWithTargets { get; }

        public ReadOnlySpan<int> TargetsOf(int user) => _targets.AsSpan(_offsets[user].._offsets[user + 1]);
    }
}
