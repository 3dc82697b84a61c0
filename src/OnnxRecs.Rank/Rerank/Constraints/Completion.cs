using System.Numerics;
using System.Runtime.CompilerServices;
using OnnxRecs.Numerics;
using OnnxRecs.Rank.Rerank.Terms;

namespace OnnxRecs.Rank.Rerank.Constraints;

internal sealed partial class RuleRun
{
    /// <summary>Whether the positions that are left can be filled so that all rules hold: a search that is exact as far as its budget goes.</summary>
    /// <remarks>
    /// Candidates that count for the same caps, are equally of the long tail and may stand at the same positions are a group; so are positions at
    /// which the same may stand a type. What is sought is how many of each group stand at each type. Groups are gone through from those that the fewest caps
    /// concern; a branch is left where too few items, of the long tail or for a type, can be had under the caps, and where it failed before (known by a
    /// 64-bit hash of what is left to be done). Finding sets under caps is NP-hard, hence <see cref="StepsFor"/>: a question that takes more than its share of what is left of
    /// them is answered by no, and <see cref="GaveUp"/>.
    /// </remarks>
    private sealed partial class Completion(RuleRun run)
    {
        private readonly HashSet<ulong> _failed = [];
        private readonly int[] _leftOf = new int[64];       // positions of each type
        private readonly int[] _types = new int[64];        // those of which there are any
        private int[] _groupOf = [], _slots = [];           // group of each place, or -1; hash table of groups, 1 more than the index
        private int[] _firstOf = [];                        // a place of each group, which stands for all of it
        private int[] _available = [], _order = [], _keys = [];
        private int[] _room = [], _lastOf = [], _counted = []; // for each cap: its room, the last group in order that counts for it, how many available ones do
        private int[] _taken = [];                          // [group in order, type]
        private bool[] _binds = [];
        private int _groups, _typeCount, _left, _need, _leastSteps;

        /// <summary>The groups are no longer right.</summary>
        public void Forget() => _groups = 0;

        /// <summary>A number that places of one group share; -1: no groups were needed so far, or the place is in none.</summary>
        public int GroupOf(int place) => _groups == 0 ? -1 : _groupOf[place];

        /// <summary>Takes in what is to be done: to fill the positions from the one that is next with candidates that are not used.</summary>
        public void Start()
        {
            run.GaveUp = false;
            if (_groups == 0) MakeGroups();
            CountWhatIsLeft();
            run.Steps -= run._given + _groups;
            _leastSteps = run.Steps - run.Steps / StepsShare;
        }

        /// <summary>Does it; true: the plan is another one now.</summary>
        public bool Search()
        {
            if (!Search(0)) return false;
            WritePlan();
            return true;
        }

        private void MakeGroups()
        {
            int size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, 2 * run._given));
            Span<int> slots = Room.For(ref _slots, size);
            slots.Clear();
            Room.For(ref _groupOf, run.Count).Fill(-1);
            Room.For(ref _firstOf, run._given);
            for (int place = 0; place < run._given; place++)
            {
                if (run._allowed[place] == 0) continue;
                for (int slot = (int)HashOf(place) & (size - 1); ; slot = (slot + 1) & (size - 1))
                {
                    if (slots[slot] == 0)
                    {
                        _firstOf[_groups++] = place;
                        slots[slot] = _groups;
                    }
                    if (!AreAlike(_firstOf[slots[slot] - 1], place)) continue;
                    _groupOf[place] = slots[slot] - 1;
                    break;
                }
            }
        }

        private ReadOnlySpan<int> CapsOf(int place) => run._capsOf.AsSpan(run._capStarts[place]..run._capStarts[place + 1]);

        private bool IsTail(int place) => run._quota > 0 && run._isTail[place];

        private ulong HashOf(int place)
        {
            ulong hash = Rng.Mix(run._allowed[place] + (IsTail(place) ? 1UL : 0));
            foreach (int cap in CapsOf(place)) hash = Rng.Mix(hash + (uint)cap + 1);
            return hash;
        }

        private bool AreAlike(int a, int b) => run._allowed[a] == run._allowed[b] && IsTail(a) == IsTail(b) && CapsOf(a).SequenceEqual(CapsOf(b));

        private void CountWhatIsLeft()
        {
            Array.Clear(_leftOf);
            _left = 0;
            for (int position = run._position; position < run.Length; position++)
            {
                if (run._pinAt[position] >= 0) continue;
                _leftOf[run._typeOf[position]]++;
                _left++;
            }
            _typeCount = 0;
            for (int type = 0; type < _leftOf.Length; type++)
            {
                if (_leftOf[type] > 0) _types[_typeCount++] = type;
            }
            _need = run._quota - run._tailChosen;

            Room.For(ref _available, _groups).Clear();
            for (int place = 0; place < run._given; place++)
            {
                if (!run._isUsed[place] && _groupOf[place] >= 0) _available[_groupOf[place]]++;
            }
            Room.For(ref _room, run.CapCount);
            Room.For(ref _binds, run.CapCount);
            Room.For(ref _lastOf, run.CapCount).Fill(-1);
            Span<int> counted = Room.For(ref _counted, run.CapCount);
            counted.Clear();
            for (int g = 0; g < _groups; g++)
            {
                foreach (int cap in CapsOf(_firstOf[g])) counted[cap] += _available[g];
            }
            for (int c = 0; c < run.CapCount; c++)
            {
                _room[c] = run._caps[c].Limit - run._caps[c].Chosen;
                _binds[c] = _room[c] < Math.Min(_left, counted[c]);
            }
            Room.For(ref _order, _groups);
            Room.For(ref _keys, _groups);
            for (int g = 0; g < _groups; g++) (_order[g], _keys[g]) = (g, 2 * WeightOf(g) + (IsTail(_firstOf[g]) ? 0 : 1));
            Array.Sort(_keys, _order, 0, _groups);
            for (int h = 0; h < _groups; h++)
            {
                foreach (int cap in CapsOf(_firstOf[_order[h]])) _lastOf[cap] = h;
            }
            Room.For(ref _taken, _groups * _typeCount).Clear();
            _failed.Clear();
        }

        // How many caps concern a group. One with room for all that is left, or for all that count for it, concerns nobody, and never will: what takes of its room takes of these.
        private int WeightOf(int group)
        {
            int weight = 0;
            foreach (int cap in CapsOf(_firstOf[group])) weight += _binds[cap] ? 1 : 0;
            return weight;
        }

        /// <summary>Fills what is left from the groups at <paramref name="from"/> and later in order.</summary>
        private bool Search(int from)
        {
            if (_left == 0) return _need <= 0;
            // A stack that runs out is like steps that do.
            run.GaveUp |= run.Steps < _leastSteps || !RuntimeHelpers.TryEnsureSufficientExecutionStack();
            if (run.GaveUp || !MayDo(from)) return false;
            ulong state = StateAt(from);
            if (_failed.Contains(state)) return false;
            for (int h = from; h < _groups; h++)
            {
                int group = _order[h];
                if (_available[group] == 0) continue;
                if (Take(h, 0, 0)) return true;
                if (run.GaveUp) return false;
                if (IsBest(h) || !MayDo(h + 1)) break;
            }
            _failed.Add(state);
            return false;
        }

        /// <summary>Takes at least one of a group, as many as possible first, and goes on with the groups behind.</summary>
        private bool Take(int h, int t, int taken)
        {
            if (t == _typeCount) return taken > 0 && Search(h + 1);
            bool isBest = IsBest(h);
            int group = _order[h], type = _types[t], most = IsAllowed(group, type) ? Math.Min(_leftOf[type], RoomFor(group, taken)) : 0;
            for (int count = most; count >= 0; count--)
            {
                Change(group, type, count);
                _taken[h * _typeCount + t] = count;
                if (Take(h, t + 1, taken + count)) return true;
                Change(group, type, -count);
                _taken[h * _typeCount + t] = 0;
                if (isBest || run.GaveUp) return false;
            }
            return false;
        }

        // What no cap concerns, the quota wants and every position takes is never worse than another item: to take less of it than there is need not be tried.
        private bool IsBest(int h)
        {
            int group = _order[h];
            return _typeCount == 1 && _keys[h] >> 1 == 0 && (_need <= 0 || IsTail(_firstOf[group])) && IsAllowed(group, _types[0]);
        }

        private bool IsAllowed(int group, int type) => (run._allowed[_firstOf[group]] >> type & 1) != 0;

        // What was taken for other types has lowered the rooms of the caps, but not what is available.
        private int RoomFor(int group, int taken = 0)
        {
            int room = _available[group] - taken;
            foreach (int cap in CapsOf(_firstOf[group])) room = Math.Min(room, _room[cap]);
            return room;
        }

        private void Change(int group, int type, int count)
        {
            _left -= count;
            _leftOf[type] -= count;
            if (IsTail(_firstOf[group])) _need -= count;
            foreach (int cap in CapsOf(_firstOf[group])) _room[cap] -= count;
        }

        /// <summary>Whether enough items are left, of the long tail too and for each type, each group and then all together held below the caps; necessary, not sufficient.</summary>
        private bool MayDo(int from)
        {
            if (_need > _left) return false;
            int capacity = 0;
            for (int c = 0; c < run.CapCount; c++)
            {
                if (_lastOf[c] >= from && _binds[c]) capacity += _room[c];
            }
            int count = 0, tail = 0;
            ulong types = 0;
            Span<int> ofType = stackalloc int[_typeCount];
            ofType.Clear();
            for (int h = from; h < _groups; h++)
            {
                run.Steps--;
                int group = _order[h], room = Math.Min(RoomFor(group), _left), weight = _keys[h] >> 1;
                if (room <= 0) continue;
                if (IsTail(_firstOf[group])) tail += room;
                if (weight > 0)
                {
                    int held = Math.Min(room, capacity / weight);
                    capacity -= held * weight;
                    count += held;
                }
                else
                {
                    count += room;
                }
                for (int t = 0; t < _typeCount; t++)
                {
                    if (IsAllowed(group, _types[t]) && (ofType[t] += room) >= _leftOf[_types[t]]) types |= 1UL << t;
                }
                if (count >= _left && tail >= _need && BitOperations.PopCount(types) == _typeCount) return true;
            }
            for (int t = 0; t < _typeCount; t++)
            {
                if (ofType[t] < _leftOf[_types[t]]) return false;
            }
            return count >= _left && tail >= _need;
        }

        private ulong StateAt(int from)
        {
            ulong hash = Rng.Mix((ulong)from + 1);
            hash = Rng.Mix(hash + (ulong)(Math.Max(_need, 0) + 1));
            for (int t = 0; t < _typeCount; t++) hash = Rng.Mix(hash + (ulong)_leftOf[_types[t]] + 1);
            for (int c = 0; c < run.CapCount; c++)
            {
                if (_lastOf[c] >= from && _binds[c]) hash = Rng.Mix(hash + (ulong)(uint)Math.Min(_room[c], _left) + 1);
            }
            return hash;
        }

        private void WritePlan()
        {
            run.StartPlan();
            for (int h = 0; h < _groups; h++)
            {
                int place = 0;
                for (int t = 0; t < _typeCount; t++)
                {
                    int position = run._position;
                    for (int count = _taken[h * _typeCount + t]; count > 0; count--)
                    {
                        while (run._isUsed[place] || _groupOf[place] != _order[h]) place++;
                        while (run._pinAt[position] >= 0 || run._plan[position] >= 0 || run._typeOf[position] != _types[t]) position++;
                        run.AddToPlan(position, place++);
                    }
                }
            }
        }
    }
}
