using OnnxRecs.Rank.Rerank.Terms;

namespace OnnxRecs.Rank.Rerank.Constraints;

/// <summary>How the plan is made and kept.</summary>
internal sealed partial class RuleRun
{
    // For each type of positions, and for the long tail alone: where the plan in order looks next.
    private readonly int[] _next = new int[2 * 64];

    /// <summary>A plan made position by position, the choosy positions first, with the best candidate that fits, of the long tail while the quota asks for it.</summary>
    private bool PlanInOrder()
    {
        StartPlan();
        _next.AsSpan().Clear();
        for (int pass = 0; pass < 2; pass++)
        {
            for (int position = 0; position < Length; position++)
            {
                if (_pinAt[position] >= 0 || (_typeOf[position] == FreeType) != (pass == 1)) continue;
                int place = FirstThatFits(position, onlyTail: _tailPlanned < _quota);
                if (place < 0 && _tailPlanned < _quota) place = FirstThatFits(position, onlyTail: false);
                if (place < 0) return false;
                AddToPlan(position, place);
            }
        }
        return _tailPlanned >= _quota;
    }

    private int FirstThatFits(int position, bool onlyTail)
    {
        int type = _typeOf[position];
        // The plan only grows: what did not fit at one position of a type does not at the next.
        ref int next = ref _next[2 * type + (onlyTail ? 1 : 0)];
        for (; next < _given; next++)
        {
            if (_isUsed[next] || _plannedAt[next] >= 0 || !IsAllowed(next, type) || (onlyTail && !_isTail[next])) continue;
            if (FitsPlan(next, without: -1)) return next;
        }
        return -1;
    }

    /// <summary>What is done where the plan in order fails: the proof that there is none, the plan that was found last mended, the search.</summary>
    private bool PlanBySearch()
    {
        GaveUp = Steps <= 0;
        if (GaveUp) return false;
        _completion.Start();
        return !_completion.IsOutOfReach() && (Mend() || _completion.Search());
    }

    private void KeepPlan()
    {
        _plan.AsSpan(0, Length).CopyTo(Room.For(ref _found, Length));
        _foundLength = Length;
        foreach (ref Cap cap in Caps) cap.Held = cap.Planned;
        HeldTail = 0;
        if (_rules.Quota is null) return;
        for (int position = 0; position < Length; position++) HeldTail += _isTail[Math.Max(_plan[position], _pinAt[position])] ? 1 : 0;
    }

    /// <summary>Takes up the plan that was found last; false where the positions have changed so that it is none.</summary>
    private bool TakeFound()
    {
        if (_foundLength != Length) return false;
        StartPlan();
        for (int position = 0; position < Length; position++)
        {
            if (_pinAt[position] >= 0) continue;
            if (_found[position] is not (int place and >= 0) || !IsAllowed(place, _typeOf[position])) return false;
            AddToPlan(position, place);
        }
        return true;
    }

    /// <summary>Takes up the plan that was found last, and exchanges items while that brings it nearer to the caps and the quota.</summary>
    private bool Mend()
    {
        if (!TakeFound()) return false;
        int excess = Math.Max(0, _quota - _tailPlanned);
        foreach (ref Cap cap in Caps) excess += Math.Max(0, cap.Planned - cap.Limit);
        for (bool gains = true; gains && excess > 0;)
        {
            gains = false;
            for (int position = 0; position < Length && excess > 0; position++)
            {
                if (_pinAt[position] >= 0 || !IsInExcess(_plan[position])) continue;
                if (Steps <= 0) return false;
                int gain = MendAt(position);
                excess -= gain;
                gains |= gain > 0;
            }
        }
        return excess == 0;
    }

    private bool IsInExcess(int place)
    {
        for (int c = _capStarts[place]; c < _capStarts[place + 1]; c++)
        {
            if (_caps[_capsOf[c]] is var cap && cap.Planned > cap.Limit) return true;
        }
        return _tailPlanned < _quota && !_isTail[place];
    }

    /// <summary>Puts the first item here that is better than the planned one; how much better.</summary>
    private int MendAt(int position)
    {
        int there = _plan[position];
        Steps -= _given;
        for (int place = 0; place < _given; place++)
        {
            if (_isUsed[place] || _plannedAt[place] >= 0 || !IsAllowed(place, _typeOf[position])) continue;
            int gain = GainOf(place, there);
            if (gain <= 0) continue;
            RemoveFromPlan(position);
            AddToPlan(position, place);
            return gain;
        }
        return 0;
    }

    /// <summary>By how much fewer items the plan is beyond the caps and the quota with one item for another.</summary>
    private int GainOf(int place, int other)
    {
        int gain = 0;
        for (int c = _capStarts[place]; c < _capStarts[place + 1]; c++)
        {
            ref Cap cap = ref _caps[_capsOf[c]];
            if (cap.Planned >= cap.Limit && !CountsFor(other, _capsOf[c])) gain--;
        }
        for (int c = _capStarts[other]; c < _capStarts[other + 1]; c++)
        {
            ref Cap cap = ref _caps[_capsOf[c]];
            if (cap.Planned > cap.Limit && !CountsFor(place, _capsOf[c])) gain++;
        }
        if (_quota <= 0) return gain;
        int lacks = _quota - _tailPlanned, lacksThen = lacks + (_isTail[other] ? 1 : 0) - (_isTail[place] ? 1 : 0);
        return gain + Math.Max(0, lacks) - Math.Max(0, lacksThen);
    }

    private bool IsAllowed(int place, int type) => (_allowed[place] >> type & 1) != 0;

    /// <summary>Empties the plan.</summary>
    private void StartPlan()
    {
        for (int position = _position; position < Length; position++)
        {
            if (_plan[position] >= 0) _plannedAt[_plan[position]] = -1;
            _plan[position] = -1;
        }
        foreach (ref Cap cap in Caps) cap.Planned = cap.Chosen;
        _tailPlanned = _tailChosen;
    }

    private void AddToPlan(int position, int place)
    {
        _plan[position] = place;
        _plannedAt[place] = position;
        for (int c = _capStarts[place]; c < _capStarts[place + 1]; c++) _caps[_capsOf[c]].Planned++;
        if (_quota > 0 && _isTail[place]) _tailPlanned++;
    }

    private void RemoveFromPlan(int position)
    {
        int place = _plan[position];
        _plan[position] = -1;
        _plannedAt[place] = -1;
        for (int c = _capStarts[place]; c < _capStarts[place + 1]; c++) _caps[_capsOf[c]].Planned--;
        if (_quota > 0 && _isTail[place]) _tailPlanned--;
    }

    /// <summary>Whether the caps have room for one more item, another one being taken out.</summary>
    private bool FitsPlan(int place, int without)
    {
        for (int c = _capStarts[place]; c < _capStarts[place + 1]; c++)
        {
            ref Cap cap = ref _caps[_capsOf[c]];
            if (cap.Planned < cap.Limit) continue;
            if (cap.Planned > cap.Limit || without < 0 || !CountsFor(without, _capsOf[c])) return false;
        }
        return true;
    }

    private bool CountsFor(int place, int cap)
    {
        for (int c = _capStarts[place]; c < _capStarts[place + 1]; c++)
        {
            if (_capsOf[c] == cap) return true;
        }
        return false;
    }

    /// <summary>Brings an item into the plan at the position that is next: it changes places with the one there, or comes in for some other one.</summary>
    private bool Exchange(int place)
    {
        int there = _plan[_position];
        if (there == place) return true;
        if (_plannedAt[place] is int at and >= 0)
        {
            if (!IsAllowed(there, _typeOf[at])) return false;
            (_plan[_position], _plan[at]) = (place, there);
            (_plannedAt[place], _plannedAt[there]) = (_position, at);
            return true;
        }
        for (int position = _position; position < Length; position++)
        {
            int other = _plan[position];
            if (_pinAt[position] >= 0 || !IsAllowed(there, _typeOf[position])) continue;
            bool keepsQuota = _quota <= 0 || _isTail[place] || !_isTail[other] || _tailPlanned > _quota;
            if (!keepsQuota || !FitsPlan(place, without: other)) continue;
            RemoveFromPlan(position);
            if (position != _position)
            {
                _plan[position] = there;
                _plannedAt[there] = position;
            }
            AddToPlan(_position, place);
            return true;
        }
        return false;
    }

    /// <summary>Searches for another plan that has an item at the position that is next.</summary>
    private bool PlanAnew(int place)
    {
        (int position, bool[] used) = (_position, _isUsed);
        used[place] = true;
        Shift(place, 1);
        _position++;
        bool found = Steps > 0 && SearchRest();
        _position = position;
        Shift(place, -1);
        used[place] = false;
        if (!found) return false;
        // Who stood here may have been planned for a later position.
        int there = _plan[position];
        if (there >= 0 && _plannedAt[there] == position) _plannedAt[there] = -1;
        _plan[position] = place;
        return true;
    }

    private bool SearchRest()
    {
        _completion.Start();
        return _completion.Search();
    }

    private void Shift(int place, int by)
    {
        for (int c = _capStarts[place]; c < _capStarts[place + 1]; c++) _caps[_capsOf[c]].Chosen += by;
        if (_quota > 0 && _isTail[place]) _tailChosen += by;
        _left -= by;
    }
}
