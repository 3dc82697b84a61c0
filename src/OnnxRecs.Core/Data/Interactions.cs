using System.Runtime.CompilerServices;

namespace OnnxRecs.Data;

/// <summary>Who met which item when, and how much it was worth: columns that nobody changes, sorted by user, then time, then the file's own order.</summary>
public sealed class Interactions
{
    private readonly int[] _offsets;

    [MethodImpl(Hot.Code)]
    private Interactions(int[] users, int[] items, float[] values, long[] times, int userCount, int itemCount)
    {
        Users = users;
        Items = items;
        Values = values;
        Times = times;
        UserCount = userCount;
        ItemCount = itemCount;
        _offsets = new int[userCount + 1];
        foreach (int user in users) _offsets[user + 1]++;
        for (int user = 0; user < userCount; user++) _offsets[user + 1] += _offsets[user];
    }

    /// <summary>Dense user index of each event.</summary>
    public int[] Users { get; }

    /// <summary>Dense item index of each event.</summary>
    public int[] Items { get; }

    /// <summary>Rating, count or weight of each event.</summary>
    public float[] Values { get; }

    /// <summary>Unix seconds of each event.</summary>
    public long[] Times { get; }

    public int UserCount { get; }

    public int ItemCount { get; }

    public int Count => Users.Length;

    /// <summary>Sorts and checks the columns once, so that no later code has to. O(n) where they are sorted, else O(n log m) for m events of a user.</summary>
    /// <exception cref="ArgumentException">A column has another length, or an index or value is out of range.</exception>
    public static Interactions Create(int[] users, int[] items, float[] values, long[] times, int userCount, int itemCount)
    {
        Check(nameof(items), items.Length, users.Length);
        Check(nameof(values), values.Length, users.Length);
        Check(nameof(times), times.Length, users.Length);
        for (int i = 0; i < users.Length; i++)
        {
            if ((uint)users[i] >= (uint)userCount) throw new ArgumentException($"Event {i}: user {users[i]} is not below {userCount}.", nameof(users));
            if ((uint)items[i] >= (uint)itemCount) throw new ArgumentException($"Event {i}: item {items[i]} is not below {itemCount}.", nameof(items));
            if (!float.IsFinite(values[i])) throw new ArgumentException($"Event {i}: value {values[i]} is not finite.", nameof(values));
        }
        return Gather(Column<int>.Of(users), Column<int>.Of(items), Column<float>.Of(values), Column<long>.Of(times), userCount, itemCount, out _);
    }

    /// <summary>The same for columns that are known to be right.</summary>
    /// <param name="users">Dense user index of each event.</param>
    /// <param name="items">Dense item index of each event.</param>
    /// <param name="values">Finite values.</param>
    /// <param name="times">Unix seconds.</param>
    /// <param name="userCount">Above all of <paramref name="users"/>.</param>
    /// <param name="itemCount">Above all of <paramref name="items"/>.</param>
    /// <param name="order">For each event its place in the given columns, or null where they were sorted.</param>
    internal static Interactions Gather(
        Column<int> users, Column<int> items, Column<float> values, Column<long> times, int userCount, int itemCount, out int[]? order)
    {
        order = EventOrder.IsSorted(users, times) ? null : EventOrder.Of(users, times, userCount);
        return new Interactions(users.Pick(order), items.Pick(order), values.Pick(order), times.Pick(order), userCount, itemCount);
    }

    /// <summary>The events of one user: indexes Start .. End - 1 of the columns, oldest first.</summary>
    public Range EventsOf(int user) => _offsets[user].._offsets[user + 1];

    /// <summary>The items of one user, oldest first.</summary>
    public ReadOnlySpan<int> HistoryOf(int user) => Items.AsSpan(EventsOf(user));

    /// <summary>The values that belong to <see cref="HistoryOf"/>.</summary>
    public ReadOnlySpan<float> ValuesOf(int user) => Values.AsSpan(EventsOf(user));

    /// <summary>How many events each item has. O(n).</summary>
    public int[] CountsOfItems()
    {
        int[] counts = new int[ItemCount];
        foreach (int item in Items) counts[item]++;
        return counts;
    }

    /// <summary>The events that pass, in the same order and with the same counts of users and items.</summary>
    public Interactions Where(Func<int, bool> keep)
    {
        int[] kept = new int[Count];
        int count = 0;
        for (int i = 0; i < kept.Length; i++)
        {
            if (keep(i)) kept[count++] = i;
        }
        if (count == Count) return this;
        Array.Resize(ref kept, count);
        return new Interactions(Pick(Users, kept), Pick(Items, kept), Pick(Values, kept), Pick(Times, kept), UserCount, ItemCount);
    }

    /// <summary>These events and others over the same users and items, in one.</summary>
    /// <exception cref="ArgumentException">The counts of users or items differ.</exception>
    public Interactions With(Interactions others)
    {
        if (others.UserCount != UserCount || others.ItemCount != ItemCount)
            throw new ArgumentException($"{others.UserCount} users and {others.ItemCount} items where {UserCount} and {ItemCount} are expected.", nameof(others));
        return Create([.. Users, .. others.Users], [.. Items, .. others.Items], [.. Values, .. others.Values], [.. Times, .. others.Times], UserCount, ItemCount);
    }

    private static T[] Pick<T>(T[] column, int[] order) where T : unmanaged => Column<T>.Of(column).Pick(order);

    private static void Check(string column, int length, int expected)
    {
        if (length != expected) throw new ArgumentException($"Column {column} has {length} entries where users has {expected}.", column);
    }
}
