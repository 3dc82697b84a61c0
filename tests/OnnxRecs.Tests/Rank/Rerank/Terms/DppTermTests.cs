using FsCheck.Fluent;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank.Rerank;
using OnnxRecs.Rank.Rerank.Terms;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Rank.Rerank.Terms;

public class DppTermTests
{
    [Fact]
    public void Gains_AreLogsOfTheResidualVariance()
    {
        // Equal directions: S = 1, right angle: 1/2, opposite: 0. The jitter j is on the diagonal.
        ISlateTermRun run = new DppTerm(new ItemCosines(new VectorTable([1, 0, 3, 0, 0, 1, -1, 0], 2)), 0.5).CreateRun(new SharedRows());
        run.Start(new Query(0, [], [], 4), [0, 1, 2, 3]);
        double d = 1 + DppTerm.Jitter;
        Assert.Equal([Math.Log(d), Math.Log(d), Math.Log(d), Math.Log(d)], run.Gains.ToArray());

        run.Choose(0);

        Assert.Equal([Math.Log(d - 1 / d), Math.Log(d - 0.25 / d), Math.Log(d)], run.Gains[1..].ToArray(), (a, b) => Math.Abs(a - b) < 1e-9);

        run.Choose(3);

        // 0 and 3 are unrelated, so 2 loses the square of 1/2 twice.
        Assert.Equal(Math.Log(d - 0.5 / d), run.Gains[2], 1e-9);
    }

    [Fact]
    public void Apply_RandomLists_ChoosesAsOneWhoWorksOutEveryDeterminant()
    {
        var cases =
            from n in Gen.Choose(1, 10)
            from k in Gen.Choose(1, 8)
            from dim in Gen.Choose(1, 4)
            from values in Gen.ArrayOf(Gen.Choose(-4, 4), dim * n)
            from scores in Gen.ArrayOf(Gen.Choose(0, 20), n)
            from tenths in Gen.Choose(0, 9)
            select (k, dim, values, scores, theta: tenths / 10.0);
        Properties.Hold(cases, each =>
        {
            var vectors = new VectorTable(Array.ConvertAll(each.values, value => (float)value), each.dim);
            int n = each.scores.Length;
            var slate = new Slate([new DppTerm(new ItemCosines(vectors), each.theta)]);
            ScoredItems list = slate.Apply(new Query(0, [], [], each.k), new ScoredItems([.. Enumerable.Range(0, n)], Array.ConvertAll(each.scores, score => (float)score)));
            double min = each.scores.Min(), range = Math.Max(1e-9, each.scores.Max() - min);
            var chosen = new List<int>();
            foreach (int item in list.Items)
            {
                double Value(int next) =>
                    (each.theta * (each.scores[next] - min) / range) + (1 - each.theta) * (Math.Log(Determinant(vectors, [.. chosen, next])) - Math.Log(Determinant(vectors, [.. chosen])));
                double best = Enumerable.Range(0, n).Except(chosen).Max(Value);
                // Sums in another order, and cosines in single precision: a choice may differ from the best by their rounding.
                Assert.InRange(best - Value(item), 0, 1e-4);
                chosen.Add(item);
            }
            Assert.Equal(Math.Min(each.k, n), chosen.Distinct().Count());
        });
    }

    // By elimination, in doubles and from the definition.
    private static double Determinant(VectorTable vectors, int[] items)
    {
        double Dot(int a, int b) => vectors[a].ToArray().Zip(vectors[b].ToArray(), (x, y) => (double)x * y).Sum();
        double Cosine(int a, int b) => Dot(a, a) * Dot(b, b) == 0 ? 0 : Dot(a, b) / Math.Sqrt(Dot(a, a) * Dot(b, b));
        double[][] s = [.. items.Select((a, i) => items.Select((b, j) => i == j ? 1 + DppTerm.Jitter : (1 + Cosine(a, b)) / 2).ToArray())];
        double determinant = 1;
        for (int pivot = 0; pivot < s.Length; pivot++)
        {
            determinant *= s[pivot][pivot];
            for (int row = pivot + 1; row < s.Length; row++)
            {
                double factor = s[row][pivot] / s[pivot][pivot];
                for (int column = pivot; column < s.Length; column++) s[row][column] -= factor * s[pivot][column];
            }
        }
        return determinant;
    }
}
