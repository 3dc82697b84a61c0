using OnnxRecs.Candidates.Hnsw;

namespace OnnxRecs.Tests.Candidates.Hnsw;

public class SearchScratchTests
{
    [Fact]
    public void Visit_ManySearches_MarksUntilTheNextBegin()
    {
        // More than the 255 that a mark can tell apart.
        var scratch = new SearchScratch();
        scratch.Fit(HnswBuilder.Build(TestVectors.Equal(2, 3), new HnswOptions()).Graph);
        for (int i = 0; i < 1000; i++)
        {
            scratch.Begin();
            Assert.True(scratch.Visit(1));
            Assert.False(scratch.Visit(1));
            // Met in one search of each 255, so that a mark may be as old as that.
            if (i % 255 == 0) Assert.True(scratch.Visit(0));
        }
    }
}
