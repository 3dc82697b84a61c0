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

    internal PreparedData(string name, string licence, IdMap users, IdMap items, ItemCatalog catalog, Split split, float relevance)
    {
        foreach ((string part, Interactions events) in new[] { ("train", split.Train), ("validation", split.Validation), ("test", split.Test) })
        {
            if (events.UserCount != users.Count || events.ItemCount != items.Count)
                throw new ArgumentException($"Part {part} has {events.UserCount} users and {events.ItemCount} items where the ids have {users.Count} and {items.Count}.", nameof(split));
        }
        if (catalog.Titles.Length != items.Count || catalog.Years.Length != items.Count || catalog.Genres.Length != items.Count)
            throw new ArgumentException($"The catalogue does not have one title, year and list of genres for each of the {items.Count} items.", nameof(catalog));
        if (!float.IsFinite(relevance)) throw new ArgumentOutOfRangeException(nameof(relevance), relevance, "The relevance threshold must be finite.");
        (Name, Licence, Users, Items, Catalog, Split, Relevance) = (name, licence, users, items, catalog, split, relevance);
        _validation = new Known(split.Train, split.Validation, relevance);
        _test = new Known(split.Train.With(split.Validation), split.Test, relevance);
        Fingerprint = PreparedDataFile.FingerprintOf(this);
    }

    /// <summary>The data set's published name.</summary>
    public string Name { get; }

    /// <summary>One line on the terms of use.</summary>
    public string Licence { get; }

    /// <summary>Outside ids of users.</summary>
    public IdMap Users { get; }

    /// <summary>Outside ids of items.</summary>
    public IdMap Items { get; }

    /// <summary>Titles, years and genres of the items.</summary>
    public ItemCatalog Catalog { get; }

    /// <summary>All events, in three parts.</summary>
    public Split Split { get; }

    /// <summary>Events of this value or more are positive.</summary>
    public float Relevance { get; }

    /// <summary>SHA-256, in lower-case hexadecimal, over everything above. Equal fingerprints mean equal data.</summary>
    public string Fingerprint { get; }

    public int UserCount => Users.Count;

    public int ItemCount => Items.Count;

    /// <summary>The positive events of the training part.</summary>
    public Interactions TrainPositives => _validation.Positives;

    /// <summary>Joins a data set and a split of it.</summary>
    /// <exception cref="ArgumentException">The parts do not fit together, or the threshold is not finite.</exception>
    public static PreparedData Create(Dataset dataset, Split split, float relevance)
    {
        int count = split.Train.Count + split.Validation.Count + split.Test.Count;
        if (count != dataset.Interactions.Count) throw new ArgumentException($"The split has {count} events, the data set {dataset.Interactions.Count}.", nameof(split));
        return new PreparedData(dataset.Name, dataset.Licence, dataset.Users, dataset.Items, dataset.Catalog, split, relevance);
    }

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

    /// <summary>What this user asks in this phase, as the pipeline takes it.</summary>
    public Query QueryOf(int user, Phase phase, int count) =>
        new(user, PositivesOf(user, phase).ToArray(), SeenOf(user, phase).ToArray(), count);

    /// <summary>What this user asks after everything that the data knows, the test part included.</summary>
    public Query QueryNow(int user, int count)
    {
        int[] later = Split.Test.HistoryOf(user).ToArray();
        float[] values = Split.Test.ValuesOf(user).ToArray();
        return new Query(user, [.. PositivesOf(user, Phase.Test), .. later.Where((_, i) => values[i] >= Relevance)], [.. SeenOf(user, Phase.Test), .. later], count);
    }

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
