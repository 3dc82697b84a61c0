using System.Numerics.Tensors;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Data.Splitters;
using OnnxRecs.Metrics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data;

/// <summary>The sample is there to be learned from: taste beats popularity on it, and recent taste beats all of it.</summary>
public sealed class SampleLearnabilityTests
{
    private readonly PreparedData _data;
    private readonly float[] _likes;
    private readonly float[] _similar; // [items, items]: cosine of who liked both

    public SampleLearnabilityTests()
    {
        Dataset sample = LoaderCatalog.Get("sample").Load(Path.Combine(Repository.Root, "data", "sample"));
        _data = new PreparedData(sample.Facts, TemporalUserSplitter.Split(sample.Interactions), relevance: 4);
        int n = _data.ItemCount;
        _likes = new float[n];
        _similar = new float[n * n];
        for (int user = 0; user < _data.UserCount; user++)
        {
            foreach (int a in _data.PositivesOf(user, Phase.Test))
            {
                _likes[a]++;
                foreach (int b in _data.PositivesOf(user, Phase.Test)) _similar[a * n + b]++;
            }
        }
        for (int a = 0; a < n; a++)
        {
            for (int b = 0; b < n; b++) _similar[a * n + b] /= MathF.Sqrt(_likes[a] * _likes[b]) + 5;
        }
    }

    [Fact]
    public void Sample_TasteBeatsPopularityAndRecentTasteBeatsAll()
    {
        double popular = Ndcg((_, scores) => _likes.CopyTo(scores));
        double taste = Ndcg((user, scores) => AddSimilar(_data.PositivesOf(user, Phase.Test), scores));
        double recent = Ndcg((user, scores) => AddSimilar(Last(_data.PositivesOf(user, Phase.Test), 10), scores));

        Assert.InRange(popular, 0.04, 0.09);
        Assert.True(taste > 1.8 * popular, $"taste {taste:F4}, popular {popular:F4}");
        Assert.True(recent > 1.05 * taste, $"recent {recent:F4}, taste {taste:F4}");
    }

    private void AddSimilar(ReadOnlySpan<int> history, Span<float> scores)
    {
        scores.Clear();
        foreach (int item in history) TensorPrimitives.Add(scores, _similar.AsSpan(item * scores.Length, scores.Length), scores);
    }

    private static ReadOnlySpan<int> Last(ReadOnlySpan<int> items, int count) => items[Math.Max(0, items.Length - count)..];

    private double Ndcg(Action<int, Span<float>> score)
    {
        int[] users = _data.UsersWithTargets(Phase.Test);
        int[][] lists = FullRanking.Rank(_data, Phase.Test, users, k: 10, (block, scores) =>
        {
            for (int i = 0; i < block.Length; i++) score(block[i], scores.Span.Slice(i * _data.ItemCount, _data.ItemCount));
        }).Lists;
        return UserValues.MeanOf(Evaluator.Judge(lists, Targets.Of(_data, Phase.Test, users), users, new RunFacts(_data), [new Measure(new Ndcg(), 10)]).Values[0]).Mean;
    }
}
