using FsCheck.Fluent;
using OnnxRecs.Candidates.Hnsw;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public class KeyHeapTests
{
    [Fact]
    public void Heap_AnyPushesAndReplacements_PopsInOrder()
    {
        var cases = Gen.Choose(0, 1000).Select(key => (ulong)key).ArrayOf().Two();
        Properties.Hold(cases, pair =>
        {
            (ulong[] pushed, ulong[] replacing) = pair;
            var heap = new KeyHeap();
            var expected = new List<ulong>(pushed);
            foreach (ulong key in pushed) heap.Push(key);
            foreach (ulong key in replacing)
            {
                if (heap.Count == 0) break;
                expected.Remove(heap.Top);
                expected.Add(key);
                heap.ReplaceTop(key);
            }
            var popped = new List<ulong>();
            while (heap.Count > 0) popped.Add(heap.Pop());
            return popped.SequenceEqual(expected.Order());
        });
    }

    [Fact]
    public void Push_MoreThanTheFirstArray_Grows()
    {
        var heap = new KeyHeap();
        for (ulong key = 1000; key > 0; key--) heap.Push(key);
        for (ulong key = 1; key <= 1000; key++) Assert.Equal(key, heap.Pop());
    }
}
