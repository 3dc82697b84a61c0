using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Models;

public sealed class SoftmaxItemsTests
{
    // Item 0 has two likes of four, items 1 and 2 one each, item 3 none.
    private static readonly Interactions Positives = Interactions.Create([0, 0, 1, 1], [0, 1, 0, 2], [5, 5, 5, 5], [1, 2, 3, 4], 2, 4);

    [Fact]
    public void Choose_Targets_AreThereOnceAndFirst()
    {
        List<int> items = new SoftmaxItems(Positives, draws: 0, beta: 0).Choose([2, 0, 2, 1], new Rng(1), out long[] places, out _);

        Assert.Equal([2, 0, 1], items);
        Assert.Equal([0, 1, 0, 2], places);
    }

    [Fact]
    public void Choose_Draws_ComeAfterTheTargetsAndAreDistinct()
    {
        List<int> items = new SoftmaxItems(Positives, draws: 100, beta: 0).Choose([2], new Rng(1), out _, out _);

        Assert.Equal(2, items[0]);
        Assert.Equal([0, 1, 2, 3], items.Order());
    }

    [Fact]
    public void Choose_Corrections_AreMinusTheLogarithmOfTheItemsChance()
    {
        // Missed by each of two targets: 1/2 * 1/2 and 3/4 * 3/4.
        new SoftmaxItems(Positives, draws: 0, beta: 0).Choose([0, 1], new Rng(1), out _, out float[] alone);
        Assert.Equal(-Math.Log(1 - 0.25), alone[0], 6);
        Assert.Equal(-Math.Log(1 - 0.5625), alone[1], 6);

        // With four targets both are more likely to be there.
        new SoftmaxItems(Positives, draws: 0, beta: 0).Choose([0, 1, 0, 1], new Rng(1), out _, out float[] more);
        Assert.Equal(-Math.Log(1 - 0.0625), more[0], 6);

        // And by each of a hundred draws with shares 3/8, 2/8, 2/8, 1/8.
        List<int> items = new SoftmaxItems(Positives, draws: 100, beta: 1).Choose([0, 1], new Rng(1), out _, out float[] drawn);
        Assert.Equal(-Math.Log(1 - 0.25 * Math.Pow(5.0 / 8, 100)), drawn[0], 6);
        Assert.Equal(-Math.Log(1 - Math.Pow(7.0 / 8, 100)), drawn[items.IndexOf(3)], 6);
    }
}
