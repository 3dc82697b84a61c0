using OnnxRecs.Rank.Rerank.Constraints;

namespace OnnxRecs.Tests.Rank.Rerank.Constraints;

/// <summary>The rules worked out by looking at every list there is.</summary>
/// <param name="rules">What is asked for.</param>
/// <param name="candidates">Best first.</param>
/// <param name="wanted">How long a list.</param>
internal sealed class BruteForce(SlateRules rules, int[] candidates, int wanted)
{
    private readonly int[] _given = [.. candidates.Where(item => !rules.Bans.Any(ban => ban.Item == item && ban.Positions.Length == 0))];
    private readonly HashSet<int> _bans = [.. Enumerable.Range(0, rules.Bans.Length)];
    private readonly HashSet<int> _pins = [.. Enumerable.Range(0, rules.Pins.Length)];
    private readonly HashSet<int> _exploration = [.. Enumerable.Range(0, rules.Exploration.Length)];
    private readonly Dictionary<(bool IsProvider, int Id), int> _caps = [];
    private int _quotaCut;

    /// <summary>The longest list that there can be.</summary>
    public int Length
    {
        get
        {
            int length = wanted;
            while (length > _given.Length + _pins.Count(p => rules.Pins[p].Position < length && !_given.Contains(rules.Pins[p].Item))) length--;
            return length;
        }
    }

    private int Quota => (rules.Quota?.Of(Length) ?? 0) - _quotaCut;

    /// <summary>Loosens what cannot be kept, in the order that the rules state, and says what: the beginnings of the notes.</summary>
    public List<string> Settle()
    {
        var notes = new List<string>();
        (bool IsProvider, int Id)[] caps = [.. Caps()];
        foreach ((bool, int) cap in caps) _caps[cap] = Wanted(cap);
        if (!Any())
        {
            _bans.Clear();
            _pins.Clear();
            _exploration.Clear();
            _caps.Clear();
            _quotaCut = 1000;
            Switch(_bans, rules.Bans.Length, b => $"ban of {rules.Bans[b].Item} at {string.Join(", ", rules.Bans[b].Positions.Select(position => position + 1))} dropped", notes);
            Switch(_pins, rules.Pins.Length, p => $"pin of {rules.Pins[p].Item} at {rules.Pins[p].Position + 1} dropped", notes);
            foreach ((bool IsProvider, int Id) cap in caps)
            {
                _caps[cap] = Wanted(cap);
                while (!Any()) _caps[cap]++;
                if (_caps[cap] > Wanted(cap)) notes.Add($"{(cap.IsProvider ? "provider" : "genre")}-cap of {(cap.IsProvider ? 'p' : 'g')}{cap.Id} relaxed from {Wanted(cap)} to {_caps[cap]}");
            }
            _quotaCut = 0;
            int quota = Quota;
            while (!Any()) _quotaCut++;
            if (_quotaCut > 0) notes.Add($"long-tail-quota relaxed from {quota} to {Quota}");
            Switch(_exploration, rules.Exploration.Length, e => $"exploration at {rules.Exploration[e] + 1} dropped", notes);
        }
        foreach (int p in _pins.Where(p => rules.Pins[p].Position >= Length && rules.Pins[p].Position < wanted)) notes.Add($"pin of {rules.Pins[p].Item} at {rules.Pins[p].Position + 1} dropped");
        return notes;
    }

    /// <summary>Whether a list that begins like this can be completed, or is complete, with what is in force.</summary>
    public bool CanBegin(params ReadOnlySpan<int> head)
    {
        for (int position = 0; position < head.Length; position++)
        {
            if (!MayStand(head[position], position) || head[..position].Contains(head[position])) return false;
        }
        foreach (((bool IsProvider, int Id) cap, int limit) in _caps)
        {
            int count = 0;
            foreach (int item in head) count += CountsFor(item, cap) ? 1 : 0;
            if (count > limit) return false;
        }
        int tail = 0;
        foreach (int item in head) tail += rules.IsTail.Length > 0 && rules.IsTail[item] ? 1 : 0;
        if (tail + Length - head.Length < Quota) return false;
        if (head.Length == Length) return true;
        foreach (int item in Pool())
        {
            if (CanBegin([.. head, item])) return true;
        }
        return false;
    }

    public IEnumerable<int> Pool() => _given.Concat(rules.Pins.Select(pin => pin.Item).Except(_given));

    /// <summary>The item that is pinned here, if any.</summary>
    public int? PinnedAt(int position) => _pins.Where(p => rules.Pins[p].Position == position).Select(p => (int?)rules.Pins[p].Item).FirstOrDefault();

    public bool Explores(int position) => _exploration.Any(e => rules.Exploration[e] == position);

    private bool Any() => CanBegin();

    private bool MayStand(int item, int position)
    {
        if (PinnedAt(position) is { } pinned) return item == pinned;
        if (_pins.Any(p => rules.Pins[p].Item == item && rules.Pins[p].Position < Length) || !_given.Contains(item)) return false;
        if (_bans.Any(b => rules.Bans[b].Item == item && rules.Bans[b].Positions.Contains(position))) return false;
        return !Explores(position) || Array.IndexOf(_given, item) >= Length;
    }

    private IEnumerable<(bool IsProvider, int Id)> Caps()
    {
        int Count((bool, int) cap) => Pool().Count(item => CountsFor(item, cap));
        IEnumerable<(bool, int)> providers = rules.ProviderCap == SlateRules.NoCap ? [] : rules.ProviderNames.Select((_, id) => (true, id)).OrderBy(Count);
        return [.. providers, .. rules.GenreCaps.Select((_, id) => (false, id)).Where(cap => Wanted(cap) != SlateRules.NoCap).OrderBy(Count)];
    }

    private int Wanted((bool IsProvider, int Id) cap) => cap.IsProvider ? rules.ProviderCap : rules.GenreCaps[cap.Id];

    private bool CountsFor(int item, (bool IsProvider, int Id) cap) => cap.IsProvider ? rules.Providers[item] == cap.Id : rules.Genres[item].Contains(cap.Id);

    private void Switch(HashSet<int> on, int count, Func<int, string> note, List<string> notes)
    {
        for (int i = 0; i < count; i++)
        {
            on.Add(i);
            if (Any()) continue;
            on.Remove(i);
            notes.Add(note(i));
        }
    }
}
