using OnnxRecs.Data;

namespace OnnxRecs.Models.Classical;

/// <summary>Who likes what as a sparse matrix of ones, by rows (users) and by columns (items), each like once and in rising order.</summary>
internal sealed class LikeMatrix
{
    private readonly int[] _userStarts, _itemStarts;
    private readonly int[] _items, _users;

    public LikeMatrix(Interactions likes)
    {
        (UserCount, ItemCount) = (likes.UserCount, likes.ItemCount);
        _userStarts = new int[UserCount + 1];
        _itemStarts = new int[ItemCount + 1];
        var items = new List<int>(likes.Count);
        for (int user = 0; user < UserCount; user++)
        {
            int[] own = likes.HistoryOf(user).ToArray();
            Array.Sort(own);
            for (int i = 0; i < own.Length; i++)
            {
                if (i > 0 && own[i] == own[i - 1]) continue; // met more than once
                items.Add(own[i]);
                _itemStarts[own[i] + 1]++;
            }
            _userStarts[user + 1] = items.Count;
        }
        _items = [.. items];
        for (int item = 0; item < ItemCount; item++) _itemStarts[item + 1] += _itemStarts[item];
        int[] next = _itemStarts[..^1];
        _users = new int[_items.Length];
        for (int user = 0; user < UserCount; user++)
        {
            foreach (int item in ItemsOf(user)) _users[next[item]++] = user;
        }
    }

    public int UserCount { get; }

    public int ItemCount { get; }

    /// <summary>How many likes there are.</summary>
    public int Count => _items.Length;

    public ReadOnlySpan<int> ItemsOf(int user) => _items.AsSpan(_userStarts[user].._userStarts[user + 1]);

    public ReadOnlySpan<int> UsersOf(int item) => _users.AsSpan(_itemStarts[item].._itemStarts[item + 1]);
}
