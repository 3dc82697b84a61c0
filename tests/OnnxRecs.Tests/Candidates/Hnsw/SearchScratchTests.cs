using OnnxRecs.Candidates.Hnsw;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public class SearchScratchTests
{
    [Fact]
    public void Visit_MarksUntilTheNextBegin()
    {
        var scratch = new SearchScratch(2);
        for (int i = 0; i < 3; i++)
        {
            scratch.Begin();
            Assert.True(scratch.Visit(1));
            Assert.False(scratch.Visit(1));
            Assert.True(scratch.Visit(0));
        }
    }

    [Fact]
    public void Begin_GenerationsRunOut_ClearsTheMarks()
    {
        var scratch = new SearchScratch(3) { Generation = 0 };
        scratch.Begin();
        Assert.True(scratch.Visit(0));
        scratch.Generation = int.MaxValue - 1;
        scratch.Begin();
        Assert.True(scratch.Visit(0));
        Assert.True(scratch.Visit(1));
        Assert.False(scratch.Visit(0));
    }
}
