using OnnxRecs.Models.Classical;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Models.Classical;

/// <summary>Against the least squares spelt out in double precision.</summary>
public sealed class IalsRowTests
{
    private const int Width = 19, Users = 30, Items = 40;
    private const double Weight = 0.2, Lambda = 0.05;

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(16)]
    [InlineData(18)]
    public void TrySolve_Blocks_IsNewtonsStepOfEachInTurn(int blockSize)
    {
        IalsSide items = Side(Items, seed: 1), users = Side(1, seed: 2);
        int[] likes = [0, 3, 4, 17, 39];
        double[] expected = [.. users.RowOf(0)[..Width].ToArray().Select(value => (double)value)];
        for (int from = 0; from < Width; from += blockSize) Step(items, likes, expected, from, Math.Min(blockSize, Width - from));

        Assert.True(Row(blockSize, items).TrySolve(likes, users.RowOf(0)));

        for (int i = 0; i < Width; i++) Assert.Equal(expected[i], users.RowOf(0)[i], 1e-4);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Width)]
    [InlineData(64)]
    public void TrySolve_OneBlock_IsTheSolutionFromAnywhere(int blockSize)
    {
        IalsSide items = Side(Items, seed: 1), users = Side(1, seed: 2);
        int[] likes = [0, 3, 4, 17, 39];
        double[] expected = new double[Width];
        Step(items, likes, expected, 0, Width);

        Assert.True(Row(blockSize, items).TrySolve(likes, users.RowOf(0)));

        for (int i = 0; i < Width; i++) Assert.Equal(expected[i], users.RowOf(0)[i], 1e-4);
        Assert.All(users.RowOf(0)[Width..].ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void TrySolve_RowsAfterOneAnother_LeaveNothingBehind()
    {
        IalsSide items = Side(Items, seed: 1), users = Side(2, seed: 2);
        users.RowOf(0).CopyTo(users.RowOf(1));
        IalsRow used = Row(blockSize: 5, items);

        Assert.True(used.TrySolve([.. Enumerable.Range(0, Items)], new float[items.Stride]));
        Assert.True(used.TrySolve([7, 8], users.RowOf(0)));
        Assert.True(Row(blockSize: 5, items).TrySolve([7, 8], users.RowOf(1)));

        Assert.Equal(users.RowOf(1), users.RowOf(0));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void TrySolve_NothingLiked_IsZero(int blockSize)
    {
        IalsSide items = Side(Items, seed: 1), users = Side(1, seed: 2);

        Assert.True(Row(blockSize, items).TrySolve([], users.RowOf(0)));

        Assert.All(users.Values, value => Assert.Equal(0, value));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void TrySolve_EverySweep_LowersTheLoss(int blockSize)
    {
        IalsSide items = Side(Items, seed: 1), users = Side(Users, seed: 2);
        var rng = new Rng(3);
        int[][] likes = [.. Enumerable.Range(0, Users).Select(_ => Enumerable.Range(0, Items).Where(_ => rng.NextDouble() < 0.2).ToArray())];
        int[][] likers = [.. Enumerable.Range(0, Items).Select(item => Enumerable.Range(0, Users).Where(user => likes[user].Contains(item)).ToArray())];
        double before = Loss(users, items, likes, likers);

        for (int sweep = 0; sweep < 6; sweep++)
        {
            IalsRow ofUsers = Row(blockSize, items);
            for (int user = 0; user < Users; user++) Assert.True(ofUsers.TrySolve(likes[user], users.RowOf(user)));
            double half = Loss(users, items, likes, likers);
            IalsRow ofItems = Row(blockSize, users);
            for (int item = 0; item < Items; item++) Assert.True(ofItems.TrySolve(likers[item], items.RowOf(item)));
            double after = Loss(users, items, likes, likers);

            Assert.True(before > half && half > after, $"{before} {half} {after}");
            before = after;
        }
    }

    private static IalsOptions Options(int blockSize) => new() { Factors = Width, BlockSize = blockSize, Regularization = Lambda, UnobservedWeight = Weight };

    private static IalsSide Side(int count, ulong seed)
    {
        var side = new IalsSide(count, Width, new Rng(seed));
        // Larger than a fit begins with, so that no part of the loss is lost in rounding.
        foreach (ref float value in side.Values.AsSpan()) value *= 20;
        return side;
    }

    private static IalsRow Row(int blockSize, IalsSide other) => new(Options(blockSize), other, other.Shared(Options(blockSize)));

    /// <summary>H of the block times the step is the block of b - H x; by Gauss and Jordan.</summary>
    private static void Step(IalsSide items, int[] likes, double[] x, int from, int count)
    {
        double[,] rows = new double[count, count + 1];
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < Width; j++)
            {
                double h = Weight * Enumerable.Range(0, Items).Sum(item => Product(item, from + i, j)) + likes.Sum(item => Product(item, from + i, j));
                if (from + i == j) h += Lambda * (likes.Length + Weight * Items);
                if (j >= from && j < from + count) rows[i, j - from] = h;
                rows[i, count] -= h * x[j];
            }
            rows[i, count] += likes.Sum(item => (double)items.RowOf(item)[from + i]);
        }
        for (int pivot = 0; pivot < count; pivot++)
        {
            for (int i = 0; i < count; i++)
            {
                if (i == pivot) continue;
                double share = rows[i, pivot] / rows[pivot, pivot];
                for (int j = pivot; j <= count; j++) rows[i, j] -= share * rows[pivot, j];
            }
        }
        for (int i = 0; i < count; i++) x[from + i] += rows[i, count] / rows[i, i];

        double Product(int item, int a, int b) => (double)items.RowOf(item)[a] * items.RowOf(item)[b];
    }

    private static double Loss(IalsSide users, IalsSide items, int[][] likes, int[][] likers)
    {
        double loss = 0;
        for (int user = 0; user < Users; user++)
        {
            for (int item = 0; item < Items; item++)
            {
                double product = Dot(users.RowOf(user), items.RowOf(item));
                loss += Weight * product * product + (likes[user].Contains(item) ? (1 - product) * (1 - product) : 0);
            }
            loss += Lambda * (likes[user].Length + Weight * Items) * Dot(users.RowOf(user), users.RowOf(user));
        }
        for (int item = 0; item < Items; item++) loss += Lambda * (likers[item].Length + Weight * Users) * Dot(items.RowOf(item), items.RowOf(item));
        return loss;
    }

    private static double Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++) sum += (double)a[i] * b[i];
        return sum;
    }
}
