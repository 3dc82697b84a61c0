using System.Runtime.CompilerServices;

namespace OnnxRecs.Data;

/// <summary>The order of events by user, then time, then place in the file.</summary>
internal static class EventOrder
{
    private const int UsersAtOnce = 256;

    [MethodImpl(Hot.Code)]
    public static bool IsSorted(Column<int> users, Column<long> times)
    {
        for (int i = 1; i < users.Count; i++)
        {
            if (users[i - 1] > users[i] || (users[i - 1] == users[i] && times[i - 1] > times[i])) return false;
        }
        return true;
    }

    /// <summary>For each event its place in the columns. Counted by user, then sorted within each, which is far less than sorting all at once.</summary>
    [MethodImpl(Hot.Code)]
    public static int[] Of(Column<int> users, Column<long> times, int userCount)
    {
        int[] ends = new int[userCount + 1];
        for (int i = 0; i < users.Count; i++) ends[users[i] + 1]++;
        for (int user = 0; user < userCount; user++) ends[user + 1] += ends[user];
        int[] order = new int[users.Count];
        for (int i = 0; i < order.Length; i++) order[ends[users[i]]++] = i;

        // Placing has moved each user's start to the user's end.
        InParallel.Over(userCount, UsersAtOnce, [MethodImpl(Hot.Code)] (from, to) =>
        {
            long[] keys = [];
            for (int user = from; user < to; user++)
            {
                Span<int> own = order.AsSpan((user == 0 ? 0 : ends[user - 1])..ends[user]);
                if (keys.Length < own.Length) keys = new long[Math.Max(own.Length, keys.Length * 2)];
                SortByTime(own, keys.AsSpan(0, own.Length), times);
            }
        });
        return order;
    }

    /// <summary>Sorts places that are ascending by time, and keeps them ascending where the time is the same.</summary>
    [MethodImpl(Hot.Code)]
    private static void SortByTime(Span<int> places, Span<long> keys, Column<long> times)
    {
        bool sorted = true;
        for (int i = 0; i < keys.Length; i++)
        {
            keys[i] = times[places[i]];
            sorted &= i == 0 || keys[i - 1] <= keys[i];
        }
        if (sorted) return;
        keys.Sort(places);
        // The sort of the runtime is not stable: it may have mixed up places of the same time.
        for (int start = 0, end; start < keys.Length; start = end)
        {
            for (end = start + 1; end < keys.Length && keys[end] == keys[start];) end++;
            if (end - start > 1) places[start..end].Sort();
        }
    }
}
