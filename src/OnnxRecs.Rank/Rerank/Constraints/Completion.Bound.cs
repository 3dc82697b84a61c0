using OnnxRecs.Rank.Rerank.Terms;

namespace OnnxRecs.Rank.Rerank.Constraints;

internal sealed partial class RuleRun
{
    private sealed partial class Completion
    {
        private const int MaxRounds = 150;

        private double[] _prices = [], _slopes = [];        // for each cap, and last for the quota
        private int _priced;

        /// <summary>The next question is not like the last one.</summary>
        public void ForgetPrices() => _priced = 0;

        /// <summary>Whether it is proved that no list is long enough, wherever each item may stand.</summary>
        /// <remarks>
        /// Weak duality: let an item be worth 1, each cap ask a price of it, and the quota pay for the long tail. Then no list under the caps has more items than those that
        /// are worth more than their prices bring, and what the rooms of the caps bring at these prices, less what the quota is paid. That holds for any prices of
        /// at least 0; good ones are sought by subgradient steps of Polyak's length (Introduction to Optimization, 1987) towards what would be the proof, and
        /// kept for the next question, which is much the same. Not even the best prove it where only fractions of items would do. Cost O(rounds * groups).
        /// </remarks>
        public bool IsOutOfReach()
        {
            if (!MayDo(0)) return true;
            int quota = run.CapCount;
            if (_priced != quota + 1)
            {
                _priced = quota + 1;
                Room.For(ref _prices, _priced).Clear();
            }
            Span<double> prices = _prices.AsSpan(0, _priced), slopes = Room.For(ref _slopes, _priced);
            for (int c = 0; c < quota; c++)
            {
                if (!_binds[c]) prices[c] = 0;
            }
            if (_need <= 0) prices[quota] = 0;
            for (int round = 0; round < MaxRounds; round++)
            {
                double most = MostAt(prices, slopes);
                // Sums of some hundred numbers near 1 are right to far more than that.
                if (most < _left - 1e-6) return true;
                double square = 0;
                for (int p = 0; p <= quota; p++)
                {
                    if (prices[p] <= 0 && slopes[p] > 0) slopes[p] = 0;
                    square += slopes[p] * slopes[p];
                }
                if (square == 0) return false;
                double step = (most - (_left - 0.5)) / square;
                for (int p = 0; p <= quota; p++) prices[p] = Math.Max(0, prices[p] - step * slopes[p]);
            }
            return false;
        }

        /// <summary>What no list has more items than, and how that rises with each price.</summary>
        private double MostAt(ReadOnlySpan<double> prices, Span<double> slopes)
        {
            int quota = run.CapCount;
            double most = 0;
            for (int c = 0; c < quota; c++)
            {
                slopes[c] = _binds[c] ? _room[c] : 0;
                most += prices[c] * slopes[c];
            }
            int need = Math.Max(0, _need);
            slopes[quota] = -need;
            most -= prices[quota] * need;
            run.Steps -= _groups;
            for (int g = 0; g < _groups; g++)
            {
                int place = _firstOf[g];
                bool isWanted = need > 0 && IsTail(place);
                double worth = isWanted ? 1 + prices[quota] : 1;
                foreach (int cap in CapsOf(place)) worth -= prices[cap];
                if (worth <= 0) continue;
                int count = RoomFor(g);
                if (count <= 0) continue;
                most += worth * count;
                if (isWanted) slopes[quota] += count;
                foreach (int cap in CapsOf(place))
                {
                    if (_binds[cap]) slopes[cap] -= count;
                }
            }
            return most;
        }
    }
}
