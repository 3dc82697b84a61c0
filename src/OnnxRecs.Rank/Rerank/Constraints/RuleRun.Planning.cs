namespace OnnxRecs.Rank.Rerank.Constraints;

/// <summary>How the plan is made and kept.</summary>
internal sealed partial class RuleRun
{
    /// <summary>A plan made position by position, the choosy positions first, with the best candidate that fits, of the long tail while the quota asks for it.</summary>
    private bool PlanInOrder()
    {
        StartPlan();
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
        for (int place = 0; place < _given; place++)
        {
            if (_isUsed[place] || _plannedAt[place] >= 0 || (_allowed[place] >> _typeOf[position] & 1) == 0 || (onlyTail && !_isTail[place])) continue;
            if (FitsPlan(place, without: -1)) return place;
        }
        return -1;
    }

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
            if ((_allowed[there] >> _typeOf[at] & 1) == 0) return false;
            (_plan[_position], _plan[at]) = (place, there);
            (_plannedAt[place], _plannedAt[there]) = (_position, at);
            return true;
        }
        for (int position = _position; position < Length; position++)
        {
            int other = _plan[position];
            if (_pinAt[position] >= 0 || (_allowed[there] >> _typeOf[position] & 1) == 0) continue;
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
        bool found = _completion.Solve();
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

    private void Shift(int place, int by)
    {
        for (int c = _capStarts[place]; c < _capStarts[place + 1]; c++) _caps[_capsOf[c]].Chosen += by;
        if (_quota > 0 && _isTail[place]) _tailChosen += by;
        _left -= by;
    }
}
