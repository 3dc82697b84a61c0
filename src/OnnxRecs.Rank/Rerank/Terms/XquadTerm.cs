using OnnxRecs.Pipeline;

namespace OnnxRecs.Rank.Rerank.Terms;

/// <summary>Explicit query aspect diversification: each genre that the user likes is to be covered, those that are not yet before those that are.</summary>
/// <remarks>
/// Santos, Macdonald and Ounis, WWW 2010: (1 - lambda) * relevance + lambda * sum over aspects of P(aspect | user) P(item | aspect) times the product
/// over chosen items of (1 - P(chosen | aspect)). Aspects are genres, P(genre | user) is the genre's share of the history, and P(item | genre)
/// is 1 / (genres of the item) for each of its genres: we have no relevance of an item within a genre, which the paper takes from a second search. A
/// history without known genres has no gains. Gains are in 0 .. 1 and never rise. Cost O(n genres of an item) for each choice.
/// </remarks>
/// <param name="taste">Genres of the items.</param>
/// <param name="lambda">0 .. 1; 0 leaves the ranker's order, 1 looks at genres alone.</param>
public sealed class XquadTerm(GenreTaste taste, double lambda) : ISlateTerm
{
    public string Name => "xquad";

    public double Weight { get; } = Share.Checked(lambda, nameof(lambda));

    public ISlateTermRun CreateRun(SharedRows shared) => new Run(taste);

    private sealed class Run(GenreTaste taste) : ISlateTermRun
    {
        private readonly double[] _open = new double[taste.GenreCount];     // P(genre | user) times the product
        private int[][] _genresOf = [];
        private double[] _gains = [];
        private int _count;

        public ReadOnlySpan<double> Gains => _gains.AsSpan(0, _count);

        public void Start(Query query, ReadOnlySpan<int> items)
        {
            _count = items.Length;
            Span<int[]> genresOf = Room.For(ref _genresOf, _count);
            for (int i = 0; i < genresOf.Length; i++) genresOf[i] = taste.Of(items[i]);
            Room.For(ref _gains, _count);
            taste.SharesOf(query, _open);
            Update();
        }

        public void Choose(int place)
        {
            int[] genres = _genresOf[place];
            foreach (int genre in genres) _open[genre] *= 1 - 1.0 / genres.Length;
            Update();
        }

        private void Update()
        {
            for (int i = 0; i < _count; i++)
            {
                int[] genres = _genresOf[i];
                double sum = 0;
                foreach (int genre in genres) sum += _open[genre];
                _gains[i] = genres.Length == 0 ? 0 : sum / genres.Length;
            }
        }
    }
}
