using OnnxRecs.Rank.Rerank.Terms;

namespace OnnxRecs.Rank.Rerank.Constraints;

/// <summary>From rules and candidates to caps, and to what may stand where.</summary>
internal sealed partial class RuleRun
{
    /// <summary>Finds the caps that the candidates could break, in the order in which they are settled, and for each place those that it counts for.</summary>
    private void LoadCaps()
    {
        CapCount = 0;
        Room.For(ref _capStarts, Count + 1).Clear();
        for (int place = 0; place < Count; place++)
        {
            foreach (int genre in GenresOf(place)) Meet(ref _localOfGenre[genre], isProvider: false, genre, _rules.GenreCaps[genre]);
            int provider = ProviderOf(place);
            if (provider >= 0) Meet(ref _localOfProvider[provider], isProvider: true, provider, _rules.ProviderCap);
        }
        int met = CapCount;
        for (int c = 0; c < met; c++)
        {
            if (_caps[c].IsProvider) _localOfProvider[_caps[c].Id] = -1;
            else _localOfGenre[_caps[c].Id] = -1;
        }
        CapCount = 0;
        for (int c = 0; c < met; c++)
        {
            if (_caps[c].Total > _caps[c].Wanted) _caps[CapCount++] = _caps[c];
        }
        Caps.Sort(static (a, b) =>
        {
            if (a.IsProvider != b.IsProvider) return a.IsProvider ? -1 : 1;
            return a.Total != b.Total ? a.Total.CompareTo(b.Total) : a.Id.CompareTo(b.Id);
        });
        int counted = 0;
        for (int c = 0; c < CapCount; c++)
        {
            if (_caps[c].IsProvider) _localOfProvider[_caps[c].Id] = c;
            else _localOfGenre[_caps[c].Id] = c;
            counted += _caps[c].Total;
        }
        Room.For(ref _capsOf, counted);
        int end = 0;
        for (int place = 0; CapCount > 0 && place < Count; place++)
        {
            int provider = ProviderOf(place);
            if (provider >= 0 && _localOfProvider[provider] is int own and >= 0) _capsOf[end++] = own;
            foreach (int genre in GenresOf(place))
            {
                if (_localOfGenre[genre] is int cap and >= 0) _capsOf[end++] = cap;
            }
            _capStarts[place + 1] = end;
        }
        foreach (ref Cap cap in Caps)
        {
            if (cap.IsProvider) _localOfProvider[cap.Id] = -1;
            else _localOfGenre[cap.Id] = -1;
        }
    }

    private ReadOnlySpan<int> GenresOf(int place) => _rules.GenreCaps.Length == 0 ? [] : _rules.Genres[_items[place]];

    private int ProviderOf(int place) => _localOfProvider.Length == 0 ? -1 : _rules.Providers[_items[place]];

    private void Meet(ref int local, bool isProvider, int id, int wanted)
    {
        if (wanted == SlateRules.NoCap) return;
        if (local < 0)
        {
            local = CapCount++;
            if (_caps.Length < CapCount) Array.Resize(ref _caps, Math.Max(32, 2 * CapCount));
            _caps[local] = new Cap { IsProvider = isProvider, Id = id, Wanted = wanted, Limit = wanted };
        }
        _caps[local].Total++;
    }

    /// <summary>The list's length, pins, and which place may stand at which type of position.</summary>
    private void SetPositions()
    {
        SetLength();
        Room.For(ref _pinAt, Length).Fill(-1);
        Room.For(ref _plan, Length).Fill(-1);
        Room.For(ref _typeOf, Length).Clear();
        Array.Clear(_isUsed, 0, Count);
        Array.Fill(_plannedAt, -1, 0, Count);
        _quota = (_rules.Quota?.Of(Length) ?? 0) - QuotaCut;

        ulong exploring = 1UL << ExplorationType;
        foreach (int position in _rules.Exploration)
        {
            if (position < Length && Explores(position)) _typeOf[position] = ExplorationType;
        }
        int types = FirstBanType;
        for (int b = 0; b < _rules.Bans.Length; b++)
        {
            foreach (int position in _rules.Bans[b].Positions)
            {
                if (!BanOn[b] || position >= Length || _typeOf[position] >= FirstBanType) continue;
                _typeOf[position] = types++;
                if (Explores(position)) exploring |= 1UL << _typeOf[position];
            }
        }
        Array.Fill(_allowed, ~exploring, 0, Math.Min(Length, _given));
        if (_given > Length) Array.Fill(_allowed, ~0UL, Length, _given - Length);
        Array.Fill(_allowed, 0UL, _given, Count - _given);
        for (int b = 0; b < _rules.Bans.Length; b++)
        {
            int place = BanOn[b] ? Items.IndexOf(_rules.Bans[b].Item) : -1;
            if (place < 0) continue;
            foreach (int position in _rules.Bans[b].Positions)
            {
                if (position < Length) _allowed[place] &= ~(1UL << _typeOf[position]);
            }
        }
        for (int p = 0; p < _rules.Pins.Length; p++)
        {
            SlatePin pin = _rules.Pins[p];
            if (!IsPinned(p) || pin.Position >= Length) continue;
            int place = Items.IndexOf(pin.Item);
            _pinAt[pin.Position] = place;
            _allowed[place] = 0;
            _isUsed[place] = true;
        }
    }

    /// <summary>As many as are wanted or as there are candidates, and pinned items from elsewhere while their positions lie within the list.</summary>
    private void SetLength()
    {
        Length = Math.Min(_wantedCount, _given);
        for (bool grows = true; grows && Length < _wantedCount;)
        {
            int elsewhere = 0;
            for (int p = 0; p < _rules.Pins.Length; p++)
            {
                if (IsPinned(p) && _rules.Pins[p].Position <= Length && Items.IndexOf(_rules.Pins[p].Item) >= _given) elsewhere++;
            }
            int length = Math.Min(_wantedCount, _given + elsewhere);
            grows = length > Length;
            Length = length;
        }
    }
}
