using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Loaders;

public sealed class NcfFilesTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Load_TestRowsAreTheSplitAndNegativesAreIndexes()
    {
        Dataset data = Load("1\t10\t4\t0\n0\t2\t5\t8\n1\t2\t3\t9\n", "0\t10\t1\t7\n1\t30\t2\t9\n", $"(1,30)\t{Negatives(30, 2)}\n(0,10)\t{Negatives(40, 40)}\n");

        Assert.Equal(["2", "10", "30", "40"], data.Facts.Items.Ids);
        Assert.Equal([1, 0, 1, 0, 2], data.Interactions.Items);
        PublishedSplit split = Assert.Single(data.PublishedSplits);
        Assert.Equal("ncf", split.Name);
        Assert.Equal([true, false, false, false, true], split.IsTest);
        Assert.Equal(Enumerable.Repeat(3, 99), split.Negatives![0]);
        // As published: a target may be among its own negatives.
        Assert.Equal([2, .. Enumerable.Repeat(0, 98)], split.Negatives[1]);
        Assert.StartsWith("1 of 3 training events have no time", data.Facts.Notes[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0\t1\t5\t1\n0\t2\t5\t1\n", "(0,1)", "ml-1m.test.rating, line 2: user is '0', expected one row for each user")]
    [InlineData("0\t1\t6\t1\n", "(0,1)", "ml-1m.test.rating, line 1: rating is '6', expected a rating from 1 to 5")]
    [InlineData("0\t1\t5\t1\n", "(0,2)", "ml-1m.test.negative, line 1: (user,item) is '(0,2)', expected a row of the test file")]
    [InlineData("0\t1\t5\t1\n", "0,1", "(user,item) is '0,1', expected a row of the test file")]
    [InlineData("0\t1\t5\t1\n1\t1\t5\t1\n", "(0,1)", "ml-1m.test.negative has no row for user 1, who has a test row")]
    public void Load_Malformed_NamesPlaceFoundAndExpected(string test, string key, string expected)
    {
        var error = Assert.Throws<InvalidDataException>(() => Load("0\t3\t5\t1\n1\t3\t5\t1\n", test, $"{key}\t{Negatives(3, 3)}\n"));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_NinetyEightNegatives_IsRefused()
    {
        var error = Assert.Throws<InvalidDataException>(() => Load("0\t3\t5\t1\n", "0\t1\t5\t2\n", $"(0,1){string.Concat(Enumerable.Repeat("\t3", 98))}\n"));

        Assert.Contains("line 1: the row ends before negative", error.Message, StringComparison.Ordinal);
    }

    [RealDataFact("ncf/ml-1m.train.rating.gz")]
    public void Load_Published_HasThePublishedCounts()
    {
        Dataset data = LoaderCatalog.Get("ncf-ml-1m").Load(RealDataFactAttribute.Folder);

        PublishedSplit split = Assert.Single(data.PublishedSplits);
        Assert.Equal((994_169 + 6_040, 6_040, 3_706), (data.Interactions.Count, data.Facts.Users.Count, data.Facts.Items.Count));
        Assert.Equal(6_040, split.IsTest.Count(isTest => isTest));
        Assert.All(split.Negatives!, own => Assert.Equal(99, own.Length));
        Assert.StartsWith("296,851 of 994,169 training events have no time", data.Facts.Notes[0], StringComparison.Ordinal);
    }

    [RealDataFact("ml-1m.zip", "ncf/ml-1m.train.rating.gz")]
    public void Load_Published_IsMovieLens1MUnderOtherIds()
    {
        Dataset published = LoaderCatalog.Get("ncf-ml-1m").Load(RealDataFactAttribute.Folder);
        Dataset own = LoaderCatalog.Get("ml-1m").Load(RealDataFactAttribute.PathOf("ml-1m.zip"));
        // Item ids are given in the order of first appearance in ratings.dat, users are UserID - 1.
        var idOf = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string row in OwnRows()) idOf.TryAdd(row.Split("::")[1], idOf.Count);
        var values = new Dictionary<(int, int), (float, long)>();
        for (int i = 0; i < own.Interactions.Count; i++)
        {
            (int user, int item) = (own.Interactions.Users[i], own.Interactions.Items[i]);
            values.Add((int.Parse(own.Facts.Users[user]) - 1, idOf[own.Facts.Items[item]]), (own.Interactions.Values[i], own.Interactions.Times[i]));
        }

        Interactions events = published.Interactions;
        int tests = 0, timed = 0;
        for (int i = 0; i < events.Count; i++)
        {
            (float value, long time) = values[(int.Parse(published.Facts.Users[events.Users[i]]), int.Parse(published.Facts.Items[events.Items[i]]))];
            Assert.Equal(value, events.Values[i]);
            if (published.PublishedSplits[0].IsTest[i]) tests++;
            if (published.PublishedSplits[0].IsTest[i] || events.Times[i] > 0)
            {
                Assert.Equal(time, events.Times[i]);
                timed++;
            }
        }

        // 1,000,209 rows, of which 296,851 training rows have no time: 703,358.
        Assert.Equal((values.Count, 6_040, 703_358), (events.Count, tests, timed));
    }

    private static IEnumerable<string> OwnRows()
    {
        using Stream stream = new OnnxRecs.Data.Reading.DataFiles(RealDataFactAttribute.PathOf("ml-1m.zip")).Open("ratings.dat");
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } row) yield return row;
    }

    /// <summary>99 of them.</summary>
    private static string Negatives(int first, int others) => string.Join('\t', Enumerable.Repeat(others, 98).Prepend(first));

    private Dataset Load(string train, string test, string negative)
    {
        _folder.Write("ncf/ml-1m.train.rating", train);
        _folder.Write("ncf/ml-1m.test.rating", test);
        _folder.Write("ncf/ml-1m.test.negative", negative);
        return LoaderCatalog.Get("ncf-ml-1m").Load(_folder.Path);
    }
}
