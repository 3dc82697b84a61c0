using System.Globalization;
using System.IO.Compression;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Metrics;

/// <summary>The evaluator reproduces a published figure: most popular on the split of the NCF paper (He et al., WWW 2017), one target among 99 fixed negatives.</summary>
public sealed class NcfGateTests
{
    private const int UserCount = 6040;
    private const int ItemCount = 3706;

    // The fourth digit moves with the order of equally popular items.
    private const double Tolerance = 0.0005;

    [RealDataFact("ncf/ml-1m.test.negative.gz")]
    public void NcfSplit_MostPopular_HasThePublishedFigures()
    {
        Interactions train = Read("train.rating"), test = Read("test.rating");
        int[][] negatives = ReadNegatives();
        PreparedData data = Prepare(train, test, negatives);
        var targets = Targets.Of(data, Phase.Test, data.UsersWithTargets(Phase.Test));
        float[] counts = new float[ItemCount];
        foreach (int item in train.Items) counts[item]++;

        int[] users = data.UsersWithTargets(Phase.Test);
        int[][] lists = FullRanking.Rank(data, Phase.Test, users, 10, (block, scores) =>
        {
            for (int i = 0; i < block.Length; i++) counts.CopyTo(scores.Span[(i * ItemCount)..]);
        }, negatives).SampledLists!;
        UserValues values = Evaluator.Judge(lists, targets, users, new RunFacts(data), [new(new HitRate(), 10), new(new Ndcg(), 10)], wholePool: true);

        Assert.Equal((994_169, UserCount, UserCount), (train.Count, test.Count, users.Length));
        Assert.Equal(156, users.Count(user => negatives[user].Contains(targets.Items[user][0]))); // the target is among its own negatives
        Assert.Equal(0.4533, UserValues.MeanOf(values["HR@10"]).Mean, Tolerance);
        Assert.Equal(0.2542, UserValues.MeanOf(values["NDCG@10"]).Mean, Tolerance);
    }

    private static PreparedData Prepare(Interactions train, Interactions test, int[][] negatives)
    {
        string[] items = [.. Enumerable.Range(0, ItemCount).Select(item => $"{item}")];
        var catalog = new ItemCatalog(items, new int[ItemCount], [], [.. items.Select(_ => Array.Empty<int>())]);
        var facts = new DatasetFacts("ncf-ml-1m", "research", ValueKind.Event, new IdMap(Enumerable.Range(0, UserCount).Select(user => $"{user}")), new IdMap(items), catalog);
        return new PreparedData(facts, new Split(train, train.Where(_ => false), test, "published leave-one-out"), relevance: 1, negatives);
    }

    /// <summary>Rows of user, item, rating, time.</summary>
    private static Interactions Read(string name)
    {
        int[][] rows = [.. Lines(name).Select(line => Numbers(line.Split('\t')))];
        return Interactions.Create(
            Array.ConvertAll(rows, row => row[0]), Array.ConvertAll(rows, row => row[1]), Array.ConvertAll(rows, row => (float)row[2]), Array.ConvertAll(rows, row => (long)row[3]),
            UserCount, ItemCount);
    }

    /// <summary>Rows of (user,target) and 99 items, in the order of the users.</summary>
    private static int[][] ReadNegatives() => [.. Lines("test.negative").Select(line => Numbers(line.Split('\t')[1..]))];

    private static int[] Numbers(string[] fields) => Array.ConvertAll(fields, field => int.Parse(field, CultureInfo.InvariantCulture));

    private static IEnumerable<string> Lines(string name)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(RealDataFactAttribute.PathOf($"ncf/ml-1m.{name}.gz")), CompressionMode.Decompress));
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0) yield return line;
        }
    }
}
