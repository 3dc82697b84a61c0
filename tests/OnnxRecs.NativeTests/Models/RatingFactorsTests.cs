using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Models.Classical;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Core.Metrics;
using OnnxRecs.Train;
using static OnnxRecs.NativeTests.Models.Fitting;

namespace OnnxRecs.NativeTests.Models;

/// <summary>Factorisations of ratings, against the plainest loops and on data whose answer is known.</summary>
public sealed class RatingFactorsTests
{
    private const int Width = 5, Epochs = 3;
    private const double Rate = 0.02, Pull = 0.7, BiasPull = 0.3;

    [Fact]
    public void BiasedMf_IsPlainDescent()
    {
        PreparedData data = LowRank(users: 12, items: 9, noise: 0.5, seed: 3);
        var model = Fit(new BiasedMf(new BiasedMfOptions { Factors = Width, Epochs = Epochs, LearningRate = Rate, Regularization = Pull, BiasRegularization = BiasPull, Deviation = 0.2 }, data, Weights()));

        AssertClose(PlainDescent(data, data.Split.Train.Count, isImplicit: false), Ratings(model, data));
    }

    /// <summary>What the ratings of a user change in the sum of the y is given to them at once at the end: the same as after each rating.</summary>
    [Fact]
    public void SvdPlusPlus_IsPlainDescentWithEachYAfterEachRating()
    {
        PreparedData data = LowRank(users: 12, items: 9, noise: 0.5, seed: 3);
        var model = Fit(new SvdPlusPlus(new SvdPlusPlusOptions { Factors = Width, Epochs = Epochs, LearningRate = Rate, Regularization = Pull, BiasRegularization = BiasPull, Deviation = 0.2 }, data, Weights()));

        AssertClose(PlainDescent(data, data.UserCount, isImplicit: true), Ratings(model, data));
    }

    [Fact]
    public void SvdPlusPlus_NewUser_IsToldByTheHistory()
    {
        PreparedData data = LowRank(users: 12, items: 9, noise: 0.5, seed: 3);
        var model = Fit(new SvdPlusPlus(new SvdPlusPlusOptions { Factors = Width, Deviation = 0.2 }, data, Weights()));

        Assert.NotEqual(Scores(model, data, new Query(Query.UnknownUser, [1, 2], [], 1)), Scores(model, data, new Query(Query.UnknownUser, [3], [], 1)));
    }

    [Fact]
    public void BayesianMf_RatingsOfLowRank_AreFoundWithinTheirNoise()
    {
        PreparedData data = LowRank(users: 80, items: 60, noise: 0.3, seed: 5, share: 0.5);

        double error = TestError(Fit(new BayesianMf(new BayesianMfOptions { Factors = 3, Samples = 60, BurnIn = 30 }, data, Weights())), data);

        Assert.InRange(error, 0.28, 0.36); // the noise itself is .3; the ratings' own deviation is above 1
    }

    [Fact]
    public void BayesianMf_OnNoise_IsAsGoodAsTheMean()
    {
        PreparedData data = LowRank(users: 80, items: 60, noise: 1, seed: 6, share: 0.5, signal: 0);

        double error = TestError(Fit(new BayesianMf(new BayesianMfOptions { Factors = 3, Samples = 60, BurnIn = 30 }, data, Weights())), data);

        Assert.InRange(error, 0.95, 1.06); // it does not learn by heart, though 3 factors could
    }

    [Theory]
    [InlineData("biased-mf")]
    [InlineData("svd++")]
    public void Descent_StepTooLarge_SaysWhatToSet(string name)
    {
        PreparedData data = LowRank(users: 12, items: 9, noise: 0.5, seed: 3);
        IFittedModel model = name == "svd++"
            ? new SvdPlusPlus(new SvdPlusPlusOptions { LearningRate = 10, Regularization = 100 }, data, Weights())
            : new BiasedMf(new BiasedMfOptions { LearningRate = 10, Regularization = 100 }, data, Weights());

        Assert.Contains("set a smaller $.models.test.learningRate", Assert.Throws<InputException>(() => Fit(model)).Message, StringComparison.Ordinal);
    }

    /// <summary>Ratings that a product of 3-d vectors and biases gives, plus noise; those not in training are the test.</summary>
    private static PreparedData LowRank(int users, int items, double noise, ulong seed, double share = 0.6, double signal = 1)
    {
        var rng = new Rng(seed);
        double[][] Vectors(int count) => [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 4).Select(_ => signal * rng.NextGaussian()).ToArray())];
        double[][] u = Vectors(users), v = Vectors(items);
        int[][] train = new int[users][], test = new int[users][];
        float[][] trainStars = new float[users][], testStars = new float[users][];
        for (int user = 0; user < users; user++)
        {
            bool[] isTrain = [.. Enumerable.Range(0, items).Select(_ => rng.NextDouble() < share)];
            float[] stars = [.. Enumerable.Range(0, items).Select(item => (float)(3 + u[user][3] + v[item][3] + Enumerable.Range(0, 3).Sum(i => u[user][i] * v[item][i]) + noise * rng.NextGaussian()))];
            (train[user], test[user]) = ([.. Enumerable.Range(0, items).Where(item => isTrain[item])], [.. Enumerable.Range(0, items).Where(item => !isTrain[item])]);
            (trainStars[user], testStars[user]) = (Array.ConvertAll(train[user], item => stars[item]), Array.ConvertAll(test[user], item => stars[item]));
        }
        return MadeData.Of(items, train, test, testStars, trainStars: trainStars);
    }

    /// <summary>In doubles, from the same draws and in the same order: [users][items].</summary>
    /// <param name="data">Ratings.</param>
    /// <param name="steps">Of an epoch: one for each rating, or for each user.</param>
    /// <param name="isImplicit">Whether each liked item adds its y.</param>
    private static double[][] PlainDescent(PreparedData data, int steps, bool isImplicit)
    {
        Interactions events = data.Split.Train;
        (int users, int items) = (data.UserCount, data.ItemCount);
        var rng = new Rng(1, stream: 1);
        double[][] Drawn(int count) => [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, Width).Select(_ => (double)(float)(rng.NextGaussian() * 0.2)).ToArray())];
        double[][] p = Drawn(users), q = Drawn(items), y = [.. Enumerable.Range(0, items).Select(_ => new double[Width])];
        double[] ofUsers = new double[users], ofItems = new double[items];
        double low = events.Values.Min(), high = events.Values.Max(), mean = events.Values.Average(value => (double)value), start = Math.Log((mean - low) / (high - mean));
        int[][] liked = [.. Enumerable.Range(0, users).Select(user => isImplicit ? data.TrainPositives.HistoryOf(user).ToArray().Order().ToArray() : [])];
        int[] counts = events.CountsOfItems();
        double[] Vector(int user) => [.. Enumerable.Range(0, Width).Select(i => p[user][i] + liked[user].Sum(item => y[item][i]) / Math.Sqrt(Math.Max(1, liked[user].Length)))];
        double Predict(int user, int item) =>
            low + (high - low) / (1 + Math.Exp(-(start + ofUsers[user] + ofItems[item] + Vector(user).Zip(q[item], (a, b) => a * b).Sum())));
        void Step(int example, double rate)
        {
            (int user, int item) = (events.Users[example], events.Items[example]);
            double rating = Predict(user, item), share = (rating - low) / (high - low), step = rate * (events.Values[example] - rating) * (high - low) * share * (1 - share);
            double ofUser = 1 / Math.Sqrt(events.HistoryOf(user).Length), ofItem = 1 / Math.Sqrt(counts[item]);
            double[] vector = Vector(user), old = [.. q[item]];
            for (int i = 0; i < Width; i++)
            {
                q[item][i] = (1 - rate * Pull * ofItem) * old[i] + step * vector[i];
                p[user][i] = (1 - rate * Pull * ofUser) * p[user][i] + step * old[i];
                foreach (int other in liked[user]) y[other][i] = (1 - rate * Pull * ofUser) * y[other][i] + step * old[i] / Math.Sqrt(liked[user].Length);
            }
            ofUsers[user] += step - rate * BiasPull * ofUser * ofUsers[user];
            ofItems[item] += step - rate * BiasPull * ofItem * ofItems[item];
        }

        int[] order = [.. Enumerable.Range(0, steps)], examples = [.. Enumerable.Range(0, events.Count)];
        for (int epoch = 0; epoch < Epochs; epoch++)
        {
            rng.Shuffle(order.AsSpan());
            for (int i = 0; i < order.Length; i++)
            {
                double rate = Rate * (1 + Math.Cos(Math.PI * (epoch + (double)i / order.Length) / Epochs)) / 2;
                if (!isImplicit)
                {
                    Step(order[i], rate);
                    continue;
                }
                Span<int> own = examples.AsSpan(events.EventsOf(order[i]));
                rng.Shuffle(own);
                foreach (int example in own) Step(example, rate);
            }
        }
        return [.. Enumerable.Range(0, users).Select(user => Enumerable.Range(0, items).Select(item => Predict(user, item)).ToArray())];
    }

    private static double TestError(IModel model, PreparedData data)
    {
        float[][] ratings = Ratings(model, data);
        Interactions test = data.Split.Test;
        return Math.Sqrt(Enumerable.Range(0, test.Count).Average(i => Math.Pow(ratings[test.Users[i]][test.Items[i]] - test.Values[i], 2)));
    }

    private static float[][] Ratings(IModel model, PreparedData data) =>
        [.. Enumerable.Range(0, data.UserCount).Select(user => Scores(model, data, data.QueryOf(user, Phase.Validation, 1)))];

    private static void AssertClose(double[][] expected, float[][] actual)
    {
        foreach ((double[] row, float[] values) in expected.Zip(actual))
        {
            for (int i = 0; i < row.Length; i++) Assert.Equal(row[i], values[i], 1e-3);
        }
    }
}
