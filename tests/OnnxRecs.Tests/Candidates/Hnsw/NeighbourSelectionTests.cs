using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Numerics;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public class NeighbourSelectionTests
{
    // Node 0 at 0 degrees chooses among 10, 12, -20 and 15 degrees: 2 and 4 are nearer to 1 than to 0.
    private static readonly double[] Degrees = [0, 10, 12, -20, 15];

    [Theory]
    [InlineData(1, new[] { 1 })]
    [InlineData(2, new[] { 1, 3 })]
    [InlineData(3, new[] { 1, 3, 2 })]
    [InlineData(9, new[] { 1, 3, 2, 4 })]
    public void Select_TakesOtherDirectionsFirst_ThenFillsUp(int places, int[] expected)
    {
        var vectors = new LiftedVectors(TestVectors.Directions(Degrees));
        ulong[] candidates = [.. Enumerable.Range(1, 4).Select(node => ScoreKey.Pack(vectors.Product(0, node), node)).Order()];
        int[] chosen = new int[places];
        int count = new NeighbourSelection(vectors).Select(candidates, chosen);
        Assert.Equal(expected, chosen[..count]);
    }
}
