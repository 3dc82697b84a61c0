using OnnxRecs.Numerics;

namespace OnnxRecs.Data.Sample;

/// <summary>A rating that nobody gave. User and film are indexes from 0, the time is in Unix seconds.</summary>
internal readonly record struct InventedRating(int User, int Film, float Stars, long Time);

/// <summary>Invents what people watch and how they like it: sittings of a few films, each in the mood of one kind of taste.</summary>
internal static class RatingInventor
{
    private const long Begin = 1_420_070_400; // 2015-01-01, when the first people join
    private const int JoinSeconds = 3 * 365 * 86_400;
    private const double MeanSitting = 9;

    public static InventedRating[] Invent(SampleOptions options, InventedFilm[] films)
    {
        var rng = new Rng(options.Seed, stream: 2);
        var shelves = new Shelves(films, options.TasteCount, rng);
        int[] counts = Counts(options, rng);
        var ratings = new List<InventedRating>(options.RatingCount);
        for (int user = 0; user < counts.Length; user++)
            Watch(options, films, shelves, user, counts[user], new Rng(options.Seed, stream: 3, step: (ulong)user), ratings);
        return [.. ratings];
    }

    /// <summary>How many films each person rates: the minimum for everybody, the rest by a log-normal curve as in MovieLens.</summary>
    private static int[] Counts(SampleOptions options, Rng rng)
    {
        double[] appetite = new double[options.UserCount];
        for (int user = 0; user < appetite.Length; user++) appetite[user] = Math.Exp(rng.NextGaussian());
        double scale = (options.RatingCount - (double)options.UserCount * options.MinPerUser) / appetite.Sum();
        return Array.ConvertAll(appetite, share => Math.Min(options.MinPerUser + (int)Math.Round(scale * share), options.FilmCount / 2));
    }

    private static void Watch(
        SampleOptions options, InventedFilm[] films, Shelves shelves, int user, int count, Rng rng, List<InventedRating> ratings)
    {
        int main = rng.NextInt(options.TasteCount);
        int second = rng.NextInt(options.TasteCount);
        double bias = 0.35 * rng.NextGaussian();
        bool halves = rng.NextDouble() < 0.3;
        long time = Begin + rng.NextInt(JoinSeconds);
        bool[] seen = new bool[films.Length];
        int left = 0;
        int mood = main;
        int last = -1;
        for (int i = 0; i < count; i++)
        {
            if (left-- == 0)
            {
                left = (int)(-MeanSitting * Math.Log(1 - rng.NextDouble()));
                if (i > 0) time += 86_400 + (long)(-20 * 86_400 * Math.Log(1 - rng.NextDouble()));
                // The old main kind is not forgotten at once: it becomes the second one.
                if (i > 0 && rng.NextDouble() < options.DriftShare) (main, second) = (rng.NextInt(options.TasteCount), main);
                mood = rng.NextDouble() < 0.7 ? main : second;
                last = -1;
            }
            last = shelves.Next(options, rng, seen, mood, last);
            seen[last] = true;
            time += 20 + rng.NextInt(160);
            double suits = films[last].Taste == main ? 0.45 : films[last].Taste == second ? 0.25 : -0.45;
            ratings.Add(new(user, last, Stars(rng, 3.32 + bias + films[last].Quality + suits, halves), time));
        }
    }

    /// <summary>Chance takes away much now and then and adds a little mostly, hence the many fours of real ratings.</summary>
    private static float Stars(Rng rng, double expected, bool halves)
    {
        double chance = 0.8 + 0.8 * Math.Log(1 - rng.NextDouble()) + 0.25 * rng.NextGaussian();
        double step = halves ? 0.5 : 1;
        return (float)Math.Clamp(step * Math.Round((expected + chance) / step, MidpointRounding.AwayFromZero), step, 5);
    }

    /// <summary>The films by kind, each kind in the fixed order in which its films tend to be seen.</summary>
    private sealed class Shelves
    {
        private readonly InventedFilm[] _films;
        private readonly int[][] _byTaste;
        private readonly int[] _place;
        private readonly WeightedDraw _any;
        private readonly WeightedDraw[] _ofTaste;

        public Shelves(InventedFilm[] films, int tasteCount, Rng rng)
        {
            _films = films;
            _byTaste = new int[tasteCount][];
            _ofTaste = new WeightedDraw[tasteCount];
            _place = new int[films.Length];
            for (int taste = 0; taste < tasteCount; taste++)
            {
                int[] shelf = [.. Enumerable.Range(0, films.Length).Where(film => films[film].Taste == taste)];
                rng.Shuffle<int>(shelf);
                for (int place = 0; place < shelf.Length; place++) _place[shelf[place]] = place;
                _byTaste[taste] = shelf;
                _ofTaste[taste] = new WeightedDraw(Array.ConvertAll(shelf, film => films[film].Weight));
            }
            _any = new WeightedDraw(Array.ConvertAll(films, film => film.Weight));
        }

        /// <summary>A film that the person has not seen.</summary>
        public int Next(SampleOptions options, Rng rng, bool[] seen, int mood, int last)
        {
            if (last >= 0 && rng.NextDouble() < options.FollowShare)
            {
                int[] shelf = _byTaste[_films[last].Taste];
                double step = rng.NextDouble();
                int follower = shelf[(_place[last] + (step < 0.7 ? 1 : step < 0.9 ? 2 : 3)) % shelf.Length];
                if (!seen[follower]) return follower;
            }
            if (rng.NextDouble() >= options.CrowdShare)
            {
                // A shelf may be seen to its end, so after some tries the crowd decides.
                for (int attempt = 0; attempt < 20; attempt++)
                {
                    int film = _byTaste[mood][_ofTaste[mood].Next(rng)];
                    if (!seen[film]) return film;
                }
            }
            while (true)
            {
                int film = _any.Next(rng);
                if (!seen[film]) return film;
            }
        }
    }
}
