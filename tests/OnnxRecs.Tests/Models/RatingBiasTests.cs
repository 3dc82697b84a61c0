using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;
using OnnxRecs.Ops;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Core.Data;

namespace OnnxRecs.Tests.Models;

public sealed class RatingBiasTests
{
    // User 0 gives items 0 and 1 the ratings 5 and 3, user 1 gives item 0 a 4. The mean is 4.
    private static readonly Interactions Train = Interactions.Create([0, 0, 1], [0, 1, 0], [5, 3, 4], [1, 2, 1], userCount: 3, itemCount: 3);

    [Fact]
    public void Run_OneRoundWithShrinkage_IsWhatAHandGives()
    {
        ArrayTensor ratings = Rate(new RatingBiasOptions { ItemShrinkage = 2, UserShrinkage = 1, Rounds = 1 });

        // Items: ((5-4) + (4-4)) / (2+2) = .25, (3-4) / (2+1) = -1/3, none: 0.
        // User 0: ((5-4-.25) + (3-4+1/3)) / (1+2) = (.75 - 2/3) / 3 = 1/36; user 1: (4-4-.25) / (1+1) = -.125; users 2 and 3 (unknown): 0.
        double[] users = [1.0 / 36, -0.125, 0, 0], items = [0.25, -1.0 / 3, 0];
        for (int user = 0; user < 4; user++)
        {
            for (int item = 0; item < 3; item++) Assert.Equal(4 + users[user] + items[item], ratings.Values[user * 3 + item], 6);
        }
    }

    [Fact]
    public void Run_NoShrinkageManyRounds_FitsWhatBiasesCanFit()
    {
        ArrayTensor ratings = Rate(new RatingBiasOptions { ItemShrinkage = 0, UserShrinkage = 0, Rounds = 200 });

        Assert.Equal([5, 3, 4], new[] { ratings.Values[0], ratings.Values[1], ratings.Values[3] }, (a, b) => Math.Abs(a - b) < 1e-4);
    }

    [Fact]
    public void Output_SaysThatItPredictsRatings() => Assert.Equal(FeedNames.Ratings, Make(new RatingBiasOptions()).Output.Name);

    private static ArrayTensor Rate(RatingBiasOptions options)
    {
        long[] items = [0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2];
        return Make(options).Run(new ArrayOps(), new Tensors<ArrayTensor>(new Dictionary<string, ArrayTensor>
        {
            [FeedNames.User] = ArrayTensor.From(new long[] { 0, 1, 2, 3 }, 4),
            [FeedNames.Items] = ArrayTensor.From(items, 4, 3),
        }));
    }

    private static RatingBias Make(RatingBiasOptions options)
    {
        var split = new Split(Train, Train.Where(_ => false), Train.Where(_ => false), "by hand");
        return new RatingBias(options, new PreparedData(Made.Facts(Train), split, 4), new WeightSet(new Rng(1)));
    }
}
