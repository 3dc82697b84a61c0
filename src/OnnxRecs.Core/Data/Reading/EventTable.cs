using System.Runtime.CompilerServices;

namespace OnnxRecs.Data.Reading;

/// <summary>Gathers events under their outside ids, repeats included. Users and items get dense indexes in the order of their ids.</summary>
internal sealed class EventTable<TIds> where TIds : IdColumn, new()
{
    private const int PartSize = 1 << 16;
    private readonly Column<int> _users = new();
    private readonly Column<int> _items = new();
    private readonly Column<float> _values = new();
    private readonly Column<long> _times = new();

    public TIds Users { get; } = new();

    public TIds Items { get; } = new();

    public int Count => _times.Count;

    /// <param name="user">A code of <see cref="Users"/>.</param>
    /// <param name="item">A code of <see cref="Items"/>.</param>
    /// <param name="value">Finite.</param>
    /// <param name="time">Time since 1970 in the unit that <see cref="Close"/> is told, or any other number that orders a user's events.</param>
    [MethodImpl(Hot.Code)]
    public void Add(int user, int item, float value, long time)
    {
        _users.Add(user);
        _items.Add(item);
        _values.Add(value);
        _times.Add(time);
    }

    /// <summary>The events in order, with the ids of their users and items. The table is spent afterwards.</summary>
    /// <param name="unitsInASecond">Of the times: they order the events in full, and are kept in whole seconds.</param>
    public EventSet Close(int unitsInASecond = 1)
    {
        IdMap users = Users.ToMap(out int[] userOfCode), items = Items.ToMap(out int[] itemOfCode);
        _users.Replace(code => userOfCode[code]);
        _items.Replace(code => itemOfCode[code]);
        Interactions events = Interactions.Gather(_users, _items, _values, _times, users.Count, items.Count, out int[]? order);
        long[] times = events.Times;
        if (unitsInASecond > 1) InParallel.Over(times.Length, PartSize, [MethodImpl(Hot.Code)] (from, to) =>
        {
            for (int i = from; i < to; i++) times[i] /= unitsInASecond;
        });
        return new EventSet(users, items, events, order);
    }
}

/// <summary>The events of a set under dense indexes.</summary>
/// <param name="Users">What the indexes of users mean.</param>
/// <param name="Items">What the indexes of items mean.</param>
/// <param name="Events">In order of user, time and place.</param>
/// <param name="Order">For each event the row that it came from, counted from 0; null: the rows were in this order.</param>
internal sealed record EventSet(IdMap Users, IdMap Items, Interactions Events, int[]? Order);
