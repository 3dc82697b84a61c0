using OnnxRecs.Metrics.Beyond;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Rerank.Terms;

/// <summary>Calibration: genres have the shares in the list that they have in the user's history.</summary>
/// <remarks>
/// Steck, RecSys 2018: a list's value is (1 - lambda) * sum of relevance - lambda * KL(history || list), the divergence being that of
/// <see cref="CalibrationDivergence"/>. The gain of an item is by how much it lowers the divergence; that of an empty list is ln 100, as if it had no genre.
/// Items without a genre change nothing, and a history without known genres has no gains. Gains may rise from choice to choice. Cost O(genres of the
/// candidates + genres of the history) for each choice: a genre's part is worked out once for all items that give it as much.
/// </remarks>
/// <param name="taste">Genres of the items.</param>
/// <param name="lambda">0 .. 1; 0 leaves the ranker's order, 1 looks at calibration alone.</param>
public sealed class CalibratedTerm(GenreTaste taste, double lambda) : ISlateTerm
{
    public string Name => "calibrated";

    public double Weight { get; } = Share.Checked(lambda, nameof(lambda));

    public ISlateTermRun CreateRun(SharedRows shared) => new Run(taste);

    private sealed class Run(GenreTaste taste) : ISlateTermRun
    {
        // Items of more genres are rare: their parts are worked out anew.
        private const int CommonGenres = 8;

        private readonly double[] _wanted = new double[taste.GenreCount];
        private readonly double[] _sums = new double[taste.GenreCount];                     // what the chosen items give to each genre
        private readonly double[] _without = new double[taste.GenreCount];                  // the genre's part if the next item has not the genre
        private readonly double[] _saved = new double[taste.GenreCount * CommonGenres];     // by how much the part is less if it has it, [genre, genres of the item - 1]
        private int[][] _genresOf = [];
        private double[] _gains = [];
        private int _count;
        private int _known;                                                                 // chosen items that have genres
        private bool _isKnown;

        public ReadOnlySpan<double> Gains => _gains.AsSpan(0, _count);

        public void Start(Query query, ReadOnlySpan<int> items)
        {
            (_count, _known) = (items.Length, 0);
            Span<int[]> genresOf = Room.For(ref _genresOf, _count);
            for (int i = 0; i < genresOf.Length; i++) genresOf[i] = taste.Of(items[i]);
            Room.For(ref _gains, _count).Clear();
            Array.Clear(_sums);
            _isKnown = taste.SharesOf(query, _wanted);
            if (_isKnown) Update();
        }

        public void Choose(int place)
        {
            int[] genres = _genresOf[place];
            if (!_isKnown || genres.Length == 0) return;
            _known++;
            foreach (int genre in genres) _sums[genre] += 1.0 / genres.Length;
            Update();
        }

        private void Update()
        {
            double now = 0, without = 0;
            for (int g = 0; g < _wanted.Length; g++)
            {
                now += GenreShares.Divergence(_wanted[g], _known == 0 ? 0 : _sums[g] / _known);
                without += _without[g] = GenreShares.Divergence(_wanted[g], _sums[g] / (_known + 1));
            }
            Array.Fill(_saved, double.NaN);
            for (int i = 0; i < _count; i++)
            {
                int[] genres = _genresOf[i];
                if (genres.Length == 0) continue;
                double saved = 0;
                foreach (int genre in genres) saved += Saved(genre, genres.Length);
                _gains[i] = now - (without - saved);
            }
        }

        private double Saved(int genre, int genres)
        {
            if (genres > CommonGenres) return _without[genre] - Part(genre, genres);
            ref double saved = ref _saved[genre * CommonGenres + genres - 1];
            if (double.IsNaN(saved)) saved = _without[genre] - Part(genre, genres);
            return saved;
        }

        private double Part(int genre, int genres) => GenreShares.Divergence(_wanted[genre], (_sums[genre] + 1.0 / genres) / (_known + 1));
    }
}
