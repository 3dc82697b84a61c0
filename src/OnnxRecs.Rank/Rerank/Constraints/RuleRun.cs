using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank.Terms;

namespace OnnxRecs.Rank.Rerank.Constraints;

/// <summary>The rules beside one list at a time: what may be chosen next so that the list can still be completed. Used again for the next list; not thread-safe.</summary>
/// <remarks>
/// A plan for all positions that are left is kept: at first any list that keeps the rules. An item may be chosen if the plan holds it, or takes
/// it in for another one; only where no single exchange does is the question searched through (<see cref="Completion"/>). So a choice is hardly ever dear,
/// and never impossible: the planned item always may be chosen.
/// </remarks>
internal sealed partial class RuleRun
{
    // What one question may take of the steps that are left, so that a hard one does not leave the others without.
    private const int StepsShare = 4;

    /// <summary>
    /// What may be spent on settling one list, and again on all choices of it: about as many looks at a group of candidates, of 10 to 20 ns each. So both together take some 15 ms
    /// at worst for 20 items and 100 ms for 250.
    /// </summary>
    public static int StepsFor(int length) => 300_000 + (10_000 * length);

    private const int FreeType = 0, ExplorationType = 1, FirstBanType = 2;

    private readonly SlateRules _rules;
    private readonly Completion _completion;
    private readonly int[] _localOfGenre, _localOfProvider;
    private int[] _items = [];
    private int[] _capStarts = [], _capsOf = [];
    private Cap[] _caps = [];
    private bool[] _isTail = [], _isUsed = [], _isRejected = [];
    private ulong[] _allowed = [];                  // for each place the types of positions that it may stand at
    private int[] _typeOf = [], _pinAt = [], _plan = [];
    private int[] _plannedAt = [];                  // for each place its position in the plan, or -1
    private int[] _found = [];                      // the plan that was found last, and its length; -1: there is none
    private int _foundLength = -1;
    private int _given, _wantedCount, _quota, _tailChosen, _tailPlanned, _position, _left;
    private bool _isFree;

    public RuleRun(SlateRules rules)
    {
        _rules = rules;
        _completion = new Completion(this);
        _localOfGenre = new int[rules.GenreCaps.Length];
        _localOfProvider = new int[rules.ProviderCap == SlateRules.NoCap ? 0 : rules.ProviderNames.Length];
        Array.Fill(_localOfGenre, -1);
        Array.Fill(_localOfProvider, -1);
        BanOn = new bool[rules.Bans.Length];
        PinOn = new bool[rules.Pins.Length];
        PinFilters = new string?[rules.Pins.Length];
        ExplorationOn = new bool[rules.Exploration.Length];
    }

    public SlateRules Rules => _rules;

    /// <summary>What may be in the list: the candidates that are not banned, then pinned items that are none of them. An index in here is a place.</summary>
    public ReadOnlySpan<int> Items => _items.AsSpan(0, Count);

    /// <summary>How many places there are.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are candidates.</summary>
    public int Given => _given;

    /// <summary>How long a list was asked for.</summary>
    public int WantedCount => _wantedCount;

    /// <summary>How long the list becomes.</summary>
    public int Length { get; private set; }

    /// <summary>Which of the rules' bans hold; so too of pins and of exploration.</summary>
    public bool[] BanOn { get; }

    public bool[] PinOn { get; }

    /// <summary>For each pin the filter that keeps its item from the user, whatever is in force; null: none does.</summary>
    public string?[] PinFilters { get; }

    public bool[] ExplorationOn { get; }

    /// <summary>By how much the quota is lowered.</summary>
    public int QuotaCut { get; set; }

    public int CapCount { get; private set; }

    public Span<Cap> Caps => _caps.AsSpan(0, CapCount);

    public int Quota => _quota;

    /// <summary>How many of the list that was found last are of the long tail.</summary>
    public int HeldTail { get; private set; }

    /// <summary>How many steps are left; little less than 0 at worst.</summary>
    public int Steps { get; private set; }

    /// <summary>Whether the last plan that was not found may yet exist: the search for it took more steps than it may.</summary>
    public bool GaveUp { get; private set; }

    /// <summary>Takes the candidates in and puts every rule in force, not yet looking whether they can be kept.</summary>
    /// <param name="query">Whose list it is.</param>
    /// <param name="items">Candidates, best first.</param>
    /// <param name="kept">Takes for each place but those of pinned items from elsewhere its index in <paramref name="items"/>.</param>
    public void Load(Query query, ReadOnlySpan<int> items, Span<int> kept)
    {
        _wantedCount = Math.Max(query.Count, 0);
        _given = 0;
        Room.For(ref _items, items.Length + _rules.Pins.Length);
        for (int i = 0; i < items.Length; i++)
        {
            if (IsBannedEverywhere(items[i])) continue;
            kept[_given] = i;
            _items[_given++] = items[i];
        }
        Count = _given;
        for (int p = 0; p < _rules.Pins.Length; p++)
        {
            SlatePin pin = _rules.Pins[p];
            PinFilters[p] = _rules.Filters?.DropperOf(query, pin.Item)?.Name;
            if (PinFilters[p] is null && !Items.Contains(pin.Item)) _items[Count++] = pin.Item;
        }
        if (_rules.Quota is not null)
        {
            Room.For(ref _isTail, Count);
            for (int place = 0; place < Count; place++) _isTail[place] = _rules.IsTail[_items[place]];
        }
        LoadCaps();
        Room.For(ref _isUsed, Count);
        Room.For(ref _allowed, Count);
        Room.For(ref _plannedAt, Count);
        Room.For(ref _isRejected, Count).Clear();
        Array.Fill(BanOn, true);
        Array.Fill(PinOn, true);
        Array.Fill(ExplorationOn, true);
        QuotaCut = 0;
        Steps = StepsFor(Math.Min(_wantedCount, Count));
        _completion.ForgetPrices();
        (_foundLength, HeldTail) = (-1, 0);
    }

    /// <summary>Works out what the rules that are in force mean for each position, and makes a plan; false where there is none, or none was found (<see cref="GaveUp"/>).</summary>
    public bool Plan()
    {
        GaveUp = false;
        bool isPlanned = Prepare() && (_isFree || PlanInOrder() || PlanBySearch());
        if (isPlanned && !_isFree) KeepPlan();
        return isPlanned;
    }

    /// <summary>Goes back to the plan that was found last, which the rules that are in force must allow.</summary>
    public void PlanAsFound()
    {
        if (!Prepare() || (!_isFree && !TakeFound())) throw new InvalidOperationException("The rules in force are not those of the last plan.");
    }

    /// <summary>Whether a pin is in force.</summary>
    public bool IsPinned(int pin) => PinOn[pin] && PinFilters[pin] is null;

    /// <summary>Gives the choices steps of their own.</summary>
    public void StartChoosing() => Steps = StepsFor(Length);

    /// <summary>False where the pinned items alone break a cap.</summary>
    private bool Prepare()
    {
        SetPositions();
        _completion.Forget();
        _position = 0;
        _isFree = CapCount == 0 && _quota <= 0 && _rules.Pins.Length == 0 && _rules.Bans.Length == 0 && _rules.Exploration.Length == 0;
        if (_isFree) return true;
        foreach (ref Cap cap in Caps) (cap.Chosen, cap.Planned) = (0, 0);
        _tailChosen = 0;
        _left = 0;
        for (int position = 0; position < Length; position++)
        {
            if (_pinAt[position] < 0) _left++;
            else CountAsChosen(_pinAt[position]);
        }
        foreach (ref Cap cap in Caps)
        {
            if (cap.Chosen > cap.Limit) return false;
        }
        return true;
    }

    /// <summary>The pinned item's place at the position that is next, or -1.</summary>
    public int PinnedNext => _isFree ? -1 : _pinAt[_position];

    /// <summary>Whether the position that is next gets a random item.</summary>
    public bool IsExplorationNext => !_isFree && IsExploration(_position);

    public bool IsChosen(int place) => _isUsed[place];

    /// <summary>Whether an item is not refused at the position that is next by what is quickly seen.</summary>
    public bool MayBeNext(int place)
    {
        if (_isUsed[place]) return false;
        return _isFree || (!_isRejected[place] && IsAllowedNext(place) && FullCap(place) < 0 && LeavesQuota(place));
    }

    /// <summary>Chooses an item that may be next, if the list can be completed after it; else it is not asked for again at this position.</summary>
    public bool TryChoose(int place)
    {
        if (_isFree)
        {
            _isUsed[place] = true;
            _position++;
            return true;
        }
        if (PinnedNext == place)
        {
            Advance();
            return true;
        }
        if (!Exchange(place) && !PlanAnew(place))
        {
            // Whatever is like it cannot be chosen either.
            int group = _completion.GroupOf(place);
            for (int other = 0; other < Count; other++) _isRejected[other] |= other == place || (group >= 0 && _completion.GroupOf(other) == group);
            return false;
        }
        _isUsed[place] = true;
        _plannedAt[place] = -1;
        CountAsChosen(place);
        _left--;
        Advance();
        return true;
    }

    /// <summary>Why an item may not stand at the position that is next, as far as that is quickly seen; null: it may.</summary>
    public string? Refusal(int place)
    {
        if (!IsAllowedNext(place)) return _allowed[place] == 0 ? "pin" : IsExploration(_position) ? "exploration" : "ban";
        if (FullCap(place) is int cap and >= 0) return NameOf(_caps[cap]);
        return LeavesQuota(place) ? null : "long-tail-quota";
    }

    /// <summary>How notes call a cap.</summary>
    public string NameOf(in Cap cap) => cap.IsProvider ? $"provider-cap of {_rules.ProviderNames[cap.Id]}" : $"genre-cap of {_rules.GenreNames[cap.Id]}";

    private bool IsAllowedNext(int place) => IsAllowed(place, _typeOf[_position]);

    /// <summary>A cap that has no room for one more like this, or -1.</summary>
    private int FullCap(int place)
    {
        for (int c = _capStarts[place]; c < _capStarts[place + 1]; c++)
        {
            ref Cap cap = ref _caps[_capsOf[c]];
            if (cap.Chosen >= cap.Limit) return _capsOf[c];
        }
        return -1;
    }

    private bool LeavesQuota(int place) => _quota <= 0 || _tailChosen + (_isTail[place] ? 1 : 0) + _left - 1 >= _quota;

    private void Advance()
    {
        _position++;
        Room.For(ref _isRejected, Count).Clear();
    }

    private bool IsExploration(int position) => _typeOf[position] == ExplorationType || (_typeOf[position] >= FirstBanType && Explores(position));

    private bool Explores(int position)
    {
        int index = Array.IndexOf(_rules.Exploration, position);
        return index >= 0 && ExplorationOn[index];
    }

    private bool IsBannedEverywhere(int item)
    {
        foreach (SlateBan ban in _rules.Bans)
        {
            if (ban.Item == item && ban.Positions.Length == 0) return true;
        }
        return false;
    }

    // Takes an item among those that are chosen or pinned.
    private void CountAsChosen(int place)
    {
        for (int c = _capStarts[place]; c < _capStarts[place + 1]; c++) _caps[_capsOf[c]].Chosen++;
        if (_quota > 0 && _isTail[place]) _tailChosen++;
    }
}
