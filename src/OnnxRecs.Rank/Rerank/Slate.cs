using System.Collections.Concurrent;
using System.Numerics.Tensors;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank.Constraints;
using OnnxRecs.Rank.Rerank.Terms;

namespace OnnxRecs.Rank.Rerank;

/// <summary>Makes the final list item by item: the next one is worth most beside those chosen before, as far as the constraints allow. Thread-safe.</summary>
/// <remarks>
/// An item is worth (1 - sum of the terms' weights) * relevance + sum of weight * gain, relevance being the score brought to 0..1 within the list; so each
/// term alone is what its paper says. Of equal items the one that came first is chosen. The list is cut: it has min(Query.Count, n) items, or more where
/// pinned ones are none of the n. An item is only chosen if the constraints can still be kept by the whole list; where no list keeps them, the list's
/// <see cref="ScoredItems.Notes"/> say what was loosened (see <see cref="SlateRules"/>). The given scores are the values at the time of the choice. They
/// never rise along the list if there are no constraints and each term's gains never rise; a pinned item that was no candidate has the relevance 0. Cost O(k n) and what the terms take,
/// for k chosen of n, and where constraints are tight a search of bounded length (see <see cref="SlateRules"/>); no allocation but the result in steady state.
/// </remarks>
public sealed class Slate : IStage
{
    private readonly ISlateTerm[] _terms;
    private readonly SlateRules _rules;
    private readonly double _relevanceWeight;
    private readonly ConcurrentBag<Run> _idle = [];

    /// <param name="terms">What the list is to be besides relevant; none: the order is the ranker's.</param>
    /// <param name="rules">The constraints.</param>
    /// <exception cref="ArgumentException">The weights add up to more than 1, or a position is out of range.</exception>
    public Slate(IReadOnlyList<ISlateTerm> terms, SlateRules? rules = null)
    {
        _terms = [.. terms];
        _rules = rules ?? new SlateRules();
        double sum = _terms.Sum(term => term.Weight);
        if (sum > 1 + 1e-9) throw new ArgumentException($"The weights of the terms add up to {sum}, which leaves less than nothing for relevance.", nameof(terms));
        foreach (int position in _rules.Exploration.Concat(_rules.Pins.Select(pin => pin.Position)).Concat(_rules.Bans.SelectMany(ban => ban.Positions)))
        {
            if (position is < 0 or >= Config.RankOptions.LastPosition) throw new ArgumentException($"Position {position} is not in 0 .. {Config.RankOptions.LastPosition - 1}.", nameof(rules));
        }
        _relevanceWeight = Math.Max(0, 1 - sum);
        Name = string.Join(" + ", [.. _terms.Select(term => term.Name), .. _rules.AreNone ? Array.Empty<string>() : ["constraints"]]);
    }

    /// <summary>The terms joined by " + ", and "constraints" where there are any.</summary>
    public string Name { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">A term knows nothing of an item, or a score is not finite.</exception>
    public ScoredItems Apply(Query query, ScoredItems items) => Apply(query, items, trace: null);

    /// <summary>The same, taking down how the list came about.</summary>
    /// <param name="query">Whose list it is.</param>
    /// <param name="items">Candidates, best first.</param>
    /// <param name="trace">Takes the choices; null: nobody asks.</param>
    /// <exception cref="ArgumentException">A term knows nothing of an item, or a score is not finite.</exception>
    public ScoredItems Apply(Query query, ScoredItems items, SlateTrace? trace)
    {
        if (trace is not null) trace.Terms = [.. _terms.Select(term => term.Name)];
        if (!_idle.TryTake(out Run? run)) run = new Run(this);
        ScoredItems list = run.Make(query, items, trace);
        // One that has thrown is not used again.
        _idle.Add(run);
        return list;
    }

    /// <summary>One list at a time.</summary>
    private sealed class Run(Slate slate)
    {
        private readonly RuleRun _rules = new(slate._rules);
        private readonly ISlateTermRun[] _terms = CreateRuns(slate._terms);
        private int[] _kept = [];
        private float[] _relevance = [];
        private double[] _values = [];
        private ulong _seed;

        public ScoredItems Make(Query query, ScoredItems items, SlateTrace? trace)
        {
            Span<int> kept = Room.For(ref _kept, items.Count);
            _rules.Load(query, items.Items, kept);
            string[] notes = Relaxation.Settle(_rules);
            _rules.StartChoosing();
            LoadRelevance(items.Scores, kept[.._rules.Given]);
            Room.For(ref _values, _rules.Count);
            foreach (ISlateTermRun term in _terms) term.Start(query, _rules.Items);
            _seed = slate._rules.Exploration.Length == 0 ? 0 : SeedOf(query);

            int[] chosen = new int[_rules.Length];
            float[] scores = new float[_rules.Length];
            for (int position = 0; position < chosen.Length; position++)
            {
                UpdateValues();
                SlateReason how = _rules.PinnedNext >= 0 ? SlateReason.Pin : _rules.IsExplorationNext ? SlateReason.Exploration : SlateReason.Value;
                int place = Choose(how, position, trace);
                chosen[position] = _rules.Items[place];
                scores[position] = (float)_values[place];
                if (position + 1 == chosen.Length) break;
                foreach (ISlateTermRun term in _terms) term.Choose(place);
            }
            for (int place = 0; trace is not null && place < _rules.Count; place++)
            {
                if (!_rules.IsChosen(place)) trace.Left.Add((_rules.Items[place], _values[place]));
            }
            return new ScoredItems(chosen, scores) { Notes = [.. items.Notes, .. notes] };
        }

        private static ISlateTermRun[] CreateRuns(ISlateTerm[] terms)
        {
            var shared = new SharedRows();
            return Array.ConvertAll(terms, term => term.CreateRun(shared));
        }

        private void LoadRelevance(ReadOnlySpan<float> scores, ReadOnlySpan<int> kept)
        {
            Span<float> relevance = Room.For(ref _relevance, _rules.Count);
            relevance.Clear();
            for (int place = 0; place < kept.Length; place++) relevance[place] = scores[kept[place]];
            MinMax.Normalise(relevance[..kept.Length], relevance[..kept.Length]);
        }

        private void UpdateValues()
        {
            Span<double> values = _values.AsSpan(0, _rules.Count);
            for (int place = 0; place < values.Length; place++) values[place] = slate._relevanceWeight * _relevance[place];
            for (int t = 0; t < _terms.Length; t++) TensorPrimitives.MultiplyAdd(_terms[t].Gains, slate._terms[t].Weight, values, values);
        }

        private int Choose(SlateReason how, int position, SlateTrace? trace)
        {
            while (true)
            {
                int place = how switch
                {
                    SlateReason.Pin => _rules.PinnedNext,
                    SlateReason.Exploration => Drawn(position),
                    _ => Best(),
                };
                // Looked up before the choice: afterwards another position is next.
                SkippedItem[] skipped = trace is not null && how == SlateReason.Value ? SkippedFor(place) : [];
                if (!_rules.TryChoose(place)) continue;
                trace?.Choices.Add(Explained(place, how, skipped));
                return place;
            }
        }

        private SlateChoice Explained(int place, SlateReason how, SkippedItem[] skipped)
        {
            double[] gains = [.. _terms.Select((term, t) => slate._terms[t].Weight * term.Gains[place])];
            return new SlateChoice(_rules.Items[place], _values[place], slate._relevanceWeight * _relevance[place], gains, how, skipped);
        }

        private int Best()
        {
            int best = -1;
            double value = double.NegativeInfinity;
            for (int place = 0; place < _rules.Count; place++)
            {
                if (!(_values[place] > value) || !_rules.MayBeNext(place)) continue;
                value = _values[place];
                best = place;
            }
            return best;
        }

        private SkippedItem[] SkippedFor(int best)
        {
            var skipped = new List<SkippedItem>();
            for (int place = 0; place < _rules.Count; place++)
            {
                if (_rules.IsChosen(place) || place == best || _rules.MayBeNext(place) || !(_values[place] > _values[best])) continue;
                skipped.Add(new SkippedItem(_rules.Items[place], _values[place], _rules.Refusal(place) ?? "constraints"));
            }
            return [.. skipped.OrderByDescending(each => each.Value)];
        }

        /// <summary>The item of the lowest hash: a uniform draw that does not depend on the order of the candidates, or on how often one asks.</summary>
        private int Drawn(int position)
        {
            int drawn = -1;
            ulong lowest = ulong.MaxValue, seed = Rng.Mix(_seed + (ulong)position);
            for (int place = 0; place < _rules.Count; place++)
            {
                if (!_rules.MayBeNext(place)) continue;
                ulong hash = Rng.Mix(seed ^ Rng.Mix((ulong)_rules.Items[place]));
                if (drawn >= 0 && hash >= lowest) continue;
                lowest = hash;
                drawn = place;
            }
            return drawn;
        }

        // Somebody unknown is who has this history.
        private ulong SeedOf(Query query)
        {
            ulong seed = Rng.Mix(slate._rules.Seed) ^ Rng.Mix((ulong)(query.User + 2));
            if (query.User != Query.UnknownUser) return Rng.Mix(seed);
            foreach (int item in query.History) seed = Rng.Mix(seed + (ulong)item + 1);
            return Rng.Mix(seed);
        }
    }
}
