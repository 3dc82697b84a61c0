using OnnxRecs.Models;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Models;

public sealed class ShuffledTests
{
    [Theory]
    [InlineData(0, 4, "")]
    [InlineData(1, 4, "1")] // there is none before it
    [InlineData(4, 4, "4")]
    [InlineData(5, 4, "5")]
    [InlineData(6, 4, "4 2")]
    [InlineData(9, 4, "4 5")]
    [InlineData(3, 1, "1 1 1")]
    [InlineData(5, 2, "2 3")]
    public void Batches_OfCount_HaveTheseSizesAndNoneOfOneLeftOver(int count, int batchSize, string sizes)
    {
        ArraySegment<int>[] batches = [.. Shuffled.Batches(count, batchSize, new Rng(1))];

        Assert.Equal(sizes, string.Join(' ', batches.Select(batch => batch.Count)));
        Assert.Equal(batches.Length, Shuffled.BatchCount(count, batchSize));
    }

    [Fact]
    public void Batches_HaveEveryNumberOnceInAnOrderOfTheSeed()
    {
        int[] Order(ulong seed) => [.. Shuffled.Batches(101, 10, new Rng(seed)).SelectMany(batch => batch)];

        Assert.Equal(Enumerable.Range(0, 101), Order(1).Order());
        Assert.Equal(Order(1), Order(1));
        Assert.NotEqual(Order(1), Order(2));
    }

    [Fact]
    public void BatchesOfLikeSize_HaveEveryNumberOnceAndLittlePadding()
    {
        int[] sizes = [.. Enumerable.Range(0, 1601).Select(i => i % 97)];

        ArraySegment<int>[] alike = Shuffled.BatchesOfLikeSize(sizes, 20, new Rng(1)), mixed = Shuffled.Batches(sizes.Length, 20, new Rng(1));

        Assert.Equal(Enumerable.Range(0, 1601), alike.SelectMany(batch => batch).Order());
        Assert.Equal(Shuffled.BatchCount(1601, 20), alike.Length);
        int Padding(ArraySegment<int>[] batches) => batches.Sum(batch => batch.Sum(i => batch.Max(j => sizes[j]) - sizes[i]));
        Assert.True(Padding(alike) < Padding(mixed) / 10, $"{Padding(alike)} beside {Padding(mixed)}");
        Assert.NotEqual(alike.Select(batch => batch.Max(i => sizes[i])).Order(), alike.Select(batch => batch.Max(i => sizes[i])));
    }
}
