using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Metrics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Metrics;

/// <summary>
/// From the files to the figure, by the parts that are shipped, a published number comes out: most popular on the split of the NCF paper
/// (He et al., WWW 2017), one target among 99 fixed negatives.
/// </summary>
public sealed class NcfGateTests
{
    // The fourth digit moves with the order of equally popular items.
    private const double Tolerance = 0.0005;

    private static readonly PipelineConfig Published = new() { Relevance = 1, Split = new SplitOptions { Kind = "published", Validation = 0, ColdStart = 0 } };

    [RealDataFact("ncf/ml-1m.train.rating.gz", "ncf/ml-1m.test.rating.gz", "ncf/ml-1m.test.negative.gz")]
    public void NcfSplit_MostPopular_HasThePublishedFigures()
    {
        PreparedData data = DataStage.Prepare(LoaderCatalog.Get("ncf-ml-1m").Load(RealDataFactAttribute.PathOf("ncf")), Published);
        int[] users = data.UsersWithTargets(Phase.Test);
        int[][] negatives = Array.ConvertAll(users, user => data.Negatives![user]);
        float[] counts = new float[data.ItemCount];
        foreach (int item in data.Split.Train.Items) counts[item]++;

        int[][] lists = FullRanking.Rank(data, Phase.Test, users, 10, (block, scores) =>
        {
            for (int i = 0; i < block.Length; i++) counts.CopyTo(scores.Span[(i * data.ItemCount)..]);
        }, negatives).SampledLists!;
        var targets = Targets.Of(data, Phase.Test, users);
        UserValues values = Evaluator.Judge(lists, targets, users, new RunFacts(data), [new(new HitRate(), 10), new(new Ndcg(), 10)], wholePool: true);

        Assert.Equal((994_169, 6040, 6040, 3706), (data.Split.Train.Count, data.Split.Test.Count, users.Length, data.ItemCount));
        Assert.Equal("sampled (99 published)", NegativesStage.Describe(data, Published, negatives).Stage);
        Assert.Equal(156, users.Where((user, place) => negatives[place].Contains(targets.Items[place][0])).Count()); // the target is among its own negatives
        Assert.Equal(0.4533, UserValues.MeanOf(values["HR@10"]).Mean, Tolerance);
        Assert.Equal(0.2542, UserValues.MeanOf(values["NDCG@10"]).Mean, Tolerance);
    }
}
