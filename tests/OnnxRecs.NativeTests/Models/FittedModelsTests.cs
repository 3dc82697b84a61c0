using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Models.Classical;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Core.Metrics;
using OnnxRecs.Tests.Models;
using OnnxRecs.Train;
using static OnnxRecs.NativeTests.Models.Fitting;

namespace OnnxRecs.NativeTests.Models;

/// <summary>Models that are computed, against their definitions spelt out on small dense matrices.</summary>
public sealed class FittedModelsTests
{
    // Users by items: item 5 is liked by nobody, user 5 likes nothing, user 4 has met an item twice.
    private static readonly int[][] Likes = [[0, 1, 2], [0, 1], [1, 2, 3], [0, 3, 4], [2, 4, 2], []];
    private static readonly PreparedData Data = DataOf(6, Likes);

    public static TheoryData<string> Fitted => [.. SmallModels.Fitted];

    [Theory]
    [MemberData(nameof(Fitted))]
    public void Fit_AnyNumberOfThreads_IsTheSame(string model)
    {
        PreparedData data = SmallModels.DataFor(model);
        float[][] one = WeightsOf(Fit(model, data, threads: 1)), three = WeightsOf(Fit(model, data, threads: 3));

        // LAPACK rounds differently.
        if (model is not ("ease" or "pure-svd" or "ials")) Assert.Equal(one, three);
        foreach ((float[] expected, float[] actual) in one.Zip(three))
        {
            for (int i = 0; i < expected.Length; i++) Assert.Equal(expected[i], actual[i], 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Fitted))]
    public void Fit_Again_SameBits(string model) => Assert.Equal(WeightsOf(Fit(model, SmallModels.DataFor(model))), WeightsOf(Fit(model, SmallModels.DataFor(model))));

    [Theory]
    [MemberData(nameof(Fitted))]
    public void Fit_Cancelled_Stops(string model)
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();

        Assert.ThrowsAny<OperationCanceledException>(() => Fit(model, SmallModels.DataFor(model), cancellation: cancelled.Token));
    }

    [Theory]
    [MemberData(nameof(Fitted))]
    public void Fit_EdgesOfData_ScoresAreFinite(string model)
    {
        // One item and one user; nothing liked at all; a user and items without events; a user whose ratings are all the same, and one who likes everything.
        foreach (PreparedData data in new[] { DataOf(1, [[0]]), DataOf(3, [[], []]), Data, MadeData.Of(4, [[0, 1], [], [1, 2], [0, 1, 2, 3]], trainStars: [[5, 1], [], [3, 3], [5, 4, 4, 5]]) })
        {
            if (SmallModels.NeedsRatings(model) && data.Split.Train.Values.Distinct().Count() < 2)
            {
                Assert.StartsWith("A model of ratings needs ratings that differ", Assert.Throws<InputException>(() => Fit(model, data)).Message, StringComparison.Ordinal);
                continue;
            }
            IModel fitted = Fit(model, data);
            var query = new Query(0, [.. data.TrainPositives.HistoryOf(0)], [], data.ItemCount);
            Assert.All(Scores(fitted, data, query), score => Assert.True(float.IsFinite(score), $"{score}"));
            Assert.All(Scores(fitted, data, new Query(Query.UnknownUser, [], [], data.ItemCount)), score => Assert.True(float.IsFinite(score), $"{score}"));
        }
    }

    [Fact]
    public void ItemKnn_IsTheShrunkCosine()
    {
        double[,] x = Dense();
        IModel model = Fit(new ItemKnn(new ItemKnnOptions { Neighbours = 6, Shrinkage = 2 }, Data, Weights()));

        for (int item = 0; item < 6; item++)
        {
            for (int liked = 0; liked < 6; liked++)
            {
                double expected = item == liked ? 0 : Dot(x, item, liked) / (Math.Sqrt(Dot(x, item, item)) * Math.Sqrt(Dot(x, liked, liked)) + 2);
                Assert.Equal(expected, Scores(model, Data, Of(liked))[item], 1e-6);
            }
        }
    }

    [Theory]
    [InlineData("tf-idf")]
    [InlineData("bm25")]
    public void ItemKnn_Weighted_IsTheCosineOfWeightedLikes(string weighting)
    {
        double[,] x = Dense();
        double[,] w = (double[,])x.Clone();
        double meanLikes = x.Cast<double>().Sum() / 6;
        for (int user = 0; user < 6; user++)
        {
            double likes = Enumerable.Range(0, 6).Sum(item => x[user, item]), idf = Math.Max(0, Math.Log(6 / (1 + likes)));
            for (int item = 0; item < 6; item++)
                w[user, item] *= weighting == "tf-idf" ? idf : idf * 2.2 / (1.2 * (0.25 + 0.75 * Dot(x, item, item) / meanLikes) + 1);
        }
        IModel model = Fit(new ItemKnn(new ItemKnnOptions { Neighbours = 6, Shrinkage = 0.5, Weighting = weighting }, Data, Weights()));

        for (int item = 0; item < 6; item++)
        {
            for (int liked = 0; liked < 6; liked++)
            {
                double expected = item == liked ? 0 : Dot(w, item, liked) / (Math.Sqrt(Dot(w, item, item)) * Math.Sqrt(Dot(w, liked, liked)) + 0.5);
                Assert.Equal(expected, Scores(model, Data, Of(liked))[item], 1e-6);
            }
        }
    }

    [Fact]
    public void ItemKnn_Asymmetric_WeighsTheLengthsApart()
    {
        double[,] x = Dense();
        IModel model = Fit(new ItemKnn(new ItemKnnOptions { Neighbours = 6, Shrinkage = 0, Similarity = "asymmetric", Alpha = 0.2 }, Data, Weights()));

        Assert.Equal(Dot(x, 1, 3) / (Math.Pow(Dot(x, 1, 1), 0.8) * Math.Pow(Dot(x, 3, 3), 0.2)), Scores(model, Data, Of(3))[1], 1e-6);
    }

    [Fact]
    public void ItemKnn_FewNeighbours_KeepsTheNearest()
    {
        float[] all = Scores(Fit(new ItemKnn(new ItemKnnOptions { Neighbours = 6, Shrinkage = 2 }, Data, Weights())), Data, Of(0, 1, 2, 3, 4));
        IModel one = Fit(new ItemKnn(new ItemKnnOptions { Neighbours = 1, Shrinkage = 2 }, Data, Weights()));

        float best = Enumerable.Range(0, 5).Max(liked => Scores(one, Data, Of(liked))[1]);
        Assert.Equal(best, Scores(one, Data, Of(0, 1, 2, 3, 4))[1], 1e-6);
        Assert.True(best < all[1]);
    }

    [Theory]
    [InlineData("none", "cosine", 0.5)]
    [InlineData("tf-idf", "cosine", 0.5)]
    [InlineData("bm25", "cosine", 0.5)]
    [InlineData("bm25", "asymmetric", 0.3)]
    public void UserKnn_SumsTheSimilaritiesOfThoseWhoLikeAnItem(string weighting, string similarity, double alpha)
    {
        double[,] x = Dense();
        IModel model = Fit(new UserKnn(new UserKnnOptions { Neighbours = 6, Shrinkage = 0.5, Weighting = weighting, Similarity = similarity, Alpha = alpha }, Data, Weights()));
        double meanLikes = x.Cast<double>().Sum() / 6;
        double Square(int item) => weighting == "none" ? 1 : Math.Pow(Math.Max(0, Math.Log(6 / (1 + Dot(x, item, item)))), 2);
        double Factor(int likes) => weighting == "bm25" ? 2.2 / (1.2 * (0.25 + 0.75 * likes / meanLikes) + 1) : 1;
        double Length(int[] liked) => Factor(liked.Length) * Math.Sqrt(liked.Sum(Square));

        foreach (int[] history in (int[][])[[0], [0, 3], [1, 2, 4], [5]])
        {
            float[] scores = Scores(model, Data, Of(history));
            for (int item = 0; item < 6; item++)
            {
                double expected = 0;
                for (int user = 0; user < 6; user++)
                {
                    int[] own = [.. Enumerable.Range(0, 6).Where(other => x[user, other] > 0)];
                    double common = history.Intersect(own).Sum(Square) * Factor(history.Length) * Factor(own.Length);
                    expected += x[user, item] * common / (Math.Pow(Length(history), 2 * (1 - alpha)) * Math.Pow(Length(own), 2 * alpha) + 0.5);
                }
                Assert.Equal(expected, scores[item], 1e-5);
            }
        }
    }

    [Fact]
    public void UserKnn_FewNeighbours_KeepsTheNearestAndThoseAsNear()
    {
        // Somebody who likes 2 and 3: user 2 likes both of three, users 3 and 4 one each of three and two, user 0 one of three.
        IModel one = Fit(new UserKnn(new UserKnnOptions { Neighbours = 1, Shrinkage = 0 }, Data, Weights())), two = Fit(new UserKnn(new UserKnnOptions { Neighbours = 3, Shrinkage = 0 }, Data, Weights()));
        float[] nearest = Scores(one, Data, Of(2, 3)), more = Scores(two, Data, Of(2, 3));

        double first = 2 / Math.Sqrt(2 * 3), second = 1 / Math.Sqrt(2 * 2), third = 1 / Math.Sqrt(2 * 3);
        Assert.Equal([0, first, first, first, 0, 0], nearest.Select(score => (double)score), Near);
        // The third place is shared by users 0 and 3.
        Assert.Equal([2 * third, first + third, first + second + third, first + third, second + third, 0], more.Select(score => (double)score), Near);
    }

    [Fact]
    public void PersonalTop_ByItems_CountsTheHistory()
    {
        var model = new PersonalTop(new PersonalTopOptions { By = "items" }, Data, Weights());

        // Likes: items 0 to 4 are liked 3, 3, 4, 2 and 2 times, where one counts twice.
        Assert.Equal([3 / 5f, 1 + 3 / 5f, 4 / 5f, 2 / 5f, 2 + 2 / 5f, 0], Scores(model, Data, Of(4, 1, 4)));
    }

    [Fact]
    public void PersonalTop_ByCategories_WeighsPopularityByTheGenresOfTheHistory()
    {
        PreparedData data = MadeData.Of(3, [[0, 1], [0], [0, 2]], genres: [[0], [0, 1], [1]]); // 4 of 6 genres of what is liked are genre 0
        var model = new PersonalTop(new PersonalTopOptions(), data, Weights());
        double ofFirst = (1 + 4 / 6.0) / 2, ofSecond = 2 / 6.0 / 2;

        Assert.Equal([3 / 4.0 * ofFirst, 1 / 4.0 * (ofFirst + ofSecond) / 2, 1 / 4.0 * ofSecond], Scores(model, data, Of(0)).Select(score => (double)score), Near);
        Assert.Equal(3 / 4.0 * 4 / 6, Scores(model, data, Of())[0], 1e-6);
    }

    [Fact]
    public void PersonalTop_NoGenres_SaysWhatToSet() => Assert.Equal(
        "personal-top goes by the genres of items, and made has none; set $.models.personal-top.by to \"items\", or leave the model out.",
        Assert.Throws<InputException>(() => new PersonalTop(new PersonalTopOptions(), Data, Weights())).Message);

    [Fact]
    public void Rp3Beta_IsTheWalkOfThreeSteps()
    {
        const double alpha = 1.3, beta = 0.4;
        double[,] x = Dense();
        double[,] walks = new double[6, 6]; // from, to
        for (int from = 0; from < 6; from++)
        {
            for (int to = 0; to < 6; to++)
            {
                if (from == to) continue;
                for (int user = 0; user < 6; user++)
                {
                    double likes = Enumerable.Range(0, 6).Sum(item => x[user, item]);
                    if (x[user, from] * x[user, to] > 0) walks[from, to] += Math.Pow(1 / Dot(x, from, from), alpha) * Math.Pow(1 / likes, alpha) / Math.Pow(Dot(x, to, to), beta);
                }
            }
        }
        IModel model = Fit(new Rp3Beta(new Rp3BetaOptions { Neighbours = 6, Alpha = alpha, Beta = beta }, Data, Weights()));

        for (int from = 0; from < 6; from++)
        {
            double sum = Math.Max(1e-30, Enumerable.Range(0, 6).Sum(to => walks[from, to]));
            float[] scores = Scores(model, Data, Of(from));
            for (int to = 0; to < 6; to++) Assert.Equal(walks[from, to] / sum, scores[to], 1e-6);
        }
    }

    [Fact]
    public void Ease_IsTheLeastSquaresWithoutTheItemItself()
    {
        const double lambda = 1.5;
        double[,] x = Dense();
        var model = new Ease(new EaseOptions { Regularization = lambda }, Data, Weights());
        Fit(model);
        float[] b = model.Weights[0].Values;

        // Off the diagonal, where it is free, the gradient X^T (X B - X) + lambda B is 0; on it B is.
        for (int row = 0; row < 6; row++)
        {
            for (int column = 0; column < 6; column++)
            {
                if (row == column) Assert.Equal(0, b[row * 6 + column]);
                else Assert.Equal(0, Enumerable.Range(0, 6).Sum(k => Dot(x, row, k) * b[k * 6 + column]) - Dot(x, row, column) + lambda * b[row * 6 + column], 1e-5);
            }
        }
        Assert.Equal(b[1 * 6 + 0] + b[2 * 6 + 0], Scores(model, Data, Of(1, 2))[0], 1e-6);
    }

    [Fact]
    public void Ease_NoRegularisationAndAnUnlikedItem_SaysWhatToSet()
    {
        var model = new Ease(new EaseOptions { Regularization = 0 }, Data, Weights());

        Assert.Contains("set $.models.test.regularization above 0", Assert.Throws<InputException>(() => Fit(model)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Slim_WeightsAreTheElasticNets()
    {
        const double l1 = 0.3, l2 = 0.7;
        PreparedData data = Random(users: 40, items: 12, share: 0.3);
        double[,] x = Dense(data);
        IModel model = Fit(new Slim(new SlimOptions { Neighbours = 12, L1 = l1, L2 = l2, Rounds = 10_000 }, data, Weights()));
        double[,] w = new double[12, 12]; // from, to
        for (int from = 0; from < 12; from++)
        {
            float[] scores = Scores(model, data, Of(from));
            for (int to = 0; to < 12; to++) w[from, to] = scores[to];
        }

        // Karush-Kuhn-Tucker: the gradient is 0 where a weight is positive, and not negative where it is 0.
        for (int to = 0; to < 12; to++)
        {
            for (int from = 0; from < 12; from++)
            {
                if (from == to) continue;
                double gradient = Enumerable.Range(0, 12).Sum(k => Dot(x, from, k) * w[k, to]) - Dot(x, from, to) + l2 * w[from, to] + l1;
                if (w[from, to] > 0) Assert.Equal(0, gradient, 0.01);
                else Assert.True(gradient >= -0.01, $"{from} {to}: {gradient}");
            }
        }
        Assert.Contains(w.Cast<double>(), weight => weight > 0);
    }

    [Fact]
    public void PureSvd_IsTheProjectionOnTheGreatestSingularVectors()
    {
        PreparedData data = Random(users: 60, items: 40, share: 0.15);
        double[,] x = Dense(data);
        double[] gram = new double[40 * 40];
        for (int a = 0; a < 40; a++)
        {
            for (int b = 0; b < 40; b++) gram[a * 40 + b] = Dot(x, a, b);
        }
        new TorchAlgebra(threads: 1).Eigen(gram, 40);
        IModel model = Fit(new PureSvd(new PureSvdOptions { Factors = 5 }, data, Weights()));

        foreach (int liked in new[] { 0, 7, 39 })
        {
            float[] scores = Scores(model, data, Of(liked));
            for (int item = 0; item < 40; item++)
                Assert.Equal(Enumerable.Range(35, 5).Sum(k => gram[liked * 40 + k] * gram[item * 40 + k]), scores[item], 1e-5);
        }
    }

    [Fact]
    public void Ials_SolvesTheLeastSquaresOfAHistory()
    {
        const double lambda = 0.05, weight = 0.2;
        PreparedData data = Random(users: 50, items: 30, share: 0.2);
        var model = new Ials(new IalsOptions { Factors = 7, Epochs = 6, Regularization = lambda, UnobservedWeight = weight }, data, Weights());
        Fit(model);
        float[] items = model.Weights[0].Values;
        int[] history = [3, 11, 4, 20];
        double[] matrix = new double[49], x = new double[7];
        for (int i = 0; i < 7; i++)
        {
            for (int j = 0; j < 7; j++)
            {
                matrix[i * 7 + j] = weight * Enumerable.Range(0, 30).Sum(item => (double)items[item * 7 + i] * items[item * 7 + j]) + history.Sum(item => (double)items[item * 7 + i] * items[item * 7 + j]);
            }
            matrix[i * 7 + i] += lambda * (history.Length + weight * 30);
        }
        Assert.True(new TorchAlgebra(threads: 1).TryInvert(matrix, 7));
        for (int i = 0; i < 7; i++)
        {
            for (int j = 0; j < 7; j++) x[i] += matrix[i * 7 + j] * history.Sum(item => (double)items[item * 7 + j]);
        }

        float[] scores = Scores(model, data, Of(history));

        for (int item = 0; item < 30; item++) Assert.Equal(Enumerable.Range(0, 7).Sum(i => x[i] * items[item * 7 + i]), scores[item], 1e-4);
    }

    [Fact]
    public void Ials_NothingThatHoldsTheVectors_SaysWhatToSet()
    {
        var model = new Ials(new IalsOptions { Factors = 4, Regularization = 0, UnobservedWeight = 0 }, Data, Weights());

        Assert.EndsWith("set both above 0 in $.models.test.", Assert.Throws<InputException>(() => Fit(model)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Ials_EachEpoch_LowersItsLoss(int blockSize)
    {
        PreparedData data = Random(users: 50, items: 30, share: 0.2);
        double LossAfter(int epochs)
        {
            var options = new IalsOptions { Factors = 5, BlockSize = blockSize, Epochs = epochs, Regularization = 0.05, UnobservedWeight = 0.2 };
            var model = new Ials(options, data, Weights());
            Fit(model);
            double loss = 0;
            for (int user = 0; user < 50; user++)
            {
                int[] history = [.. data.TrainPositives.HistoryOf(user)];
                float[] scores = Scores(model, data, Of(history));
                loss += history.Sum(item => Math.Pow(1 - scores[item], 2)) + 0.2 * scores.Sum(score => (double)score * score);
            }
            return loss;
        }
        double first = LossAfter(1), third = LossAfter(3), tenth = LossAfter(10);

        Assert.True(first > third && third > tenth, $"{first} {third} {tenth}");
    }

    [Fact]
    public void Ials_Blocks_AnyNumberOfThreads_SameItems()
    {
        PreparedData data = Random(users: 50, items: 30, share: 0.2);
        float[] Items(int threads, int blockSize) => Fit(new Ials(new IalsOptions { Factors = 7, BlockSize = blockSize }, data, Weights()), threads).Weights[0].Values;

        Assert.Equal(Items(threads: 1, blockSize: 3), Items(threads: 3, blockSize: 3));
        Assert.Equal(Items(threads: 1, blockSize: 0), Items(threads: 1, blockSize: 7));
        Assert.NotEqual(Items(threads: 1, blockSize: 0), Items(threads: 1, blockSize: 3));
    }

    [Fact]
    public void LogisticMf_StepTooLarge_SaysWhatToSet()
    {
        var model = new LogisticMf(new LogisticMfOptions { LearningRate = 10, Regularization = 1, Factors = 4 }, Checkerboard.Create(), Weights());

        Assert.Contains("set a smaller $.models.test.learningRate", Assert.Throws<InputException>(() => Fit(model)).Message, StringComparison.Ordinal);
    }

    private static bool Near(double a, double b) => Math.Abs(a - b) < 1e-5;

    private static float[][] WeightsOf(IModel model) => [.. model.Weights.Select(weight => weight.Values)];

    private static Query Of(params int[] history) => new(Query.UnknownUser, history, [], 1);

    private static PreparedData Random(int users, int items, double share)
    {
        var rng = new Rng(9);
        return DataOf(items, [.. Enumerable.Range(0, users).Select(_ => Enumerable.Range(0, items).Where(_ => rng.NextDouble() < share).ToArray())]);
    }

    private static PreparedData DataOf(int items, int[][] likes) => MadeData.Of(items, likes);

    private static double[,] Dense() => Dense(Data);

    private static double[,] Dense(PreparedData data)
    {
        double[,] x = new double[data.UserCount, data.ItemCount];
        for (int i = 0; i < data.TrainPositives.Count; i++) x[data.TrainPositives.Users[i], data.TrainPositives.Items[i]] = 1;
        return x;
    }

    private static double Dot(double[,] x, int a, int b) => Enumerable.Range(0, x.GetLength(0)).Sum(user => x[user, a] * x[user, b]);
}
