using OnnxRecs.Candidates;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Tests.Candidates;

public class ExactIndexTests : VectorIndexContract
{
    protected override IVectorIndex Build(VectorTable vectors) => new ExactIndex(vectors);

    [Fact]
    public void Search_ManyVectors_AgreesWithPlainLoops()
    {
        VectorTable vectors = TestVectors.Gaussian(300, 5, seed: 4), queries = TestVectors.Gaussian(10, 5, seed: 5);
        var index = new ExactIndex(vectors);
        for (int row = 0; row < queries.Count; row++)
        {
            double[] products = new double[vectors.Count];
            for (int item = 0; item < products.Length; item++)
            {
                for (int i = 0; i < vectors.Dim; i++) products[item] += (double)queries[row][i] * vectors[item][i];
            }
            int[] expected = [.. Enumerable.Range(0, products.Length).OrderByDescending(item => products[item]).Take(40)], items = new int[40];
            float[] scores = new float[40];
            index.Search(queries[row], items, scores);
            Assert.Equal(expected, items);
            for (int i = 0; i < items.Length; i++) Assert.Equal(products[items[i]], scores[i], 1e-5);
        }
    }
}
