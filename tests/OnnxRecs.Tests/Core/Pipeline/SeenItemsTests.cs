using FsCheck.Fluent;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Pipeline;

public class SeenItemsTests
{
    [Fact]
    public void Remove_AnyLists_KeepsWhatIsNotSeenInOrder()
    {
        var lists = Gen.ArrayOf(Gen.Choose(0, 20)).Two();
        Properties.Hold(lists, pair =>
        {
            (int[] seen, int[] list) = pair;
            int[] items = [.. list];
            float[] scores = Array.ConvertAll(list, item => item * 2f);
            int kept = SeenItems.Remove(seen, items, scores);
            int[] expected = [.. list.Where(item => !seen.Contains(item))];
            return items.Take(kept).SequenceEqual(expected) && scores.Take(kept).SequenceEqual(expected.Select(item => item * 2f));
        });
    }
}
