using System.IO.Compression;
using OnnxRecs.Config;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Data.Reading;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Data.Reading;

/// <summary>A check goes on where a load stops.</summary>
public sealed class CheckTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Check_ManyProblems_AreCountedByKindWithThreeExamples()
    {
        string ratings = "userId,movieId,rating,timestamp\n1,1,4,1\n" + string.Concat(Enumerable.Range(0, 5).Select(i => $"1,1,{i + 6},1\n")) + "1,1,4,-1\n1,9,5,2\n";
        CheckResult result = Check(ratings, "movieId,title,genres\n1,A,Drama\n1,B,Drama\n");

        Assert.Equal(2, result.Dataset!.Interactions.Count);
        Assert.Equal([("rating", 5L), ("timestamp", 1), ("movieId", 1), ("film", 1)], result.Problems.Select(group => (group.Column, group.Count)));
        Assert.Equal([3L, 4, 5], result.Problems[0].Examples.Select(example => example.Line));
        Assert.EndsWith("ratings.csv, line 3: rating is '6', expected a rating from 0.5 to 5 in steps of 0.5.", result.Problems[0].Examples[0].ToString(), StringComparison.Ordinal);
        Assert.EndsWith("movies.csv has no row for film 9, which has events.", result.Problems[3].Examples[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_OneFileIsMissing_TheOthersAreReadAllTheSame()
    {
        CheckResult result = Check("userId,movieId,rating,timestamp\n1,1,x,1\n", null);

        Assert.Equal(["rating", "movies.csv"], result.Problems.Select(group => group.Column));
    }

    [Fact]
    public void Check_WhatLoadRefuses_IsItsFirstProblem()
    {
        const string Ratings = "userId,movieId,rating,timestamp\n1,1,4\n1,1,9,1\n";
        const string Movies = "movieId,title,genres\n";
        CheckResult result = Check(Ratings, Movies);

        var error = Assert.Throws<InvalidDataException>(() => LoaderCatalog.Get("ml-20m").Load(_folder["set"]));

        Assert.Equal(error.Message, result.Problems[0].Examples[0].ToString());
    }

    [Fact]
    public void Check_OneByteOfAnArchiveIsChanged_IsOneProblem()
    {
        string zip = WriteArchive(bytes => bytes[bytes.AsSpan().IndexOf("1,1,4,1"u8) + 1] = (byte)'\n');

        CheckResult result = LoaderCatalog.Get("ml-latest-small").Check(zip);

        ProblemGroup group = Assert.Single(result.Problems);
        Assert.Equal((1L, null), (group.Count, result.Dataset));
        Assert.Equal($"{zip} is damaged (the checksum or length of ratings.csv does not match). Delete it and fetch it again.", group.Examples[0].ToString());
        Assert.Equal(group.Examples[0].ToString(), Assert.Throws<InvalidDataException>(() => LoaderCatalog.Get("ml-latest-small").Load(zip)).Message);
    }

    [Fact]
    public void Check_ArchiveIsCut_IsOneProblem()
    {
        string zip = WriteArchive(bytes => bytes.AsSpan(bytes.Length - 40).Clear());

        CheckResult result = LoaderCatalog.Get("ml-latest-small").Check(zip);

        Assert.Equal((1L, null), (Assert.Single(result.Problems).Count, result.Dataset));
    }

    [Fact]
    public void Check_EmptyFileOfEvents_IsOneProblem()
    {
        Assert.Equal(1, Assert.Single(Check("", "movieId,title,genres\n1,A,Drama\n").Problems).Count);
    }

    [Fact]
    public void Check_FileThatOthersAreComparedWithIsMissing_IsOneProblem()
    {
        foreach (int fold in Enumerable.Range(1, 5))
        {
            _folder.Write($"set/u{fold}.base", "1\t1\t4\t1\n");
            _folder.Write($"set/u{fold}.test", "1\t2\t4\t1\n");
        }
        _folder.Write("set/u.genre", "unknown|0\n");
        _folder.Write("set/u.item", "1|A|||http|0\n");
        _folder.Write("set/u.user", "1|24|M|cook|1\n");

        CheckResult result = LoaderCatalog.Get("ml-100k").Check(_folder["set"]);

        Assert.Equal("u.data", Assert.Single(result.Problems).Column);
        Assert.Null(result.Dataset);
    }

    [Fact]
    public void Check_OtherCountThanPublished_IsAProblem()
    {
        CheckResult result = Check("userId,movieId,rating,timestamp\n1,1,4,1\n", "movieId,title,genres\n1,A,Drama\n");

        Assert.Equal("ml-20m has 1 event, expected 20,000,263 as published.", Assert.Single(result.Problems).Examples[0].ToString());
    }

    [Fact]
    public void Check_RepeatedPairs_AreProblemsWhereNoneWerePublished()
    {
        _folder.Write("set/ratings.csv", "userId,movieId,rating,timestamp\n1,1,4,1\n1,2,4,2\n2,1,3,3\n1,1,5,4\n1,2,4,5\n");
        _folder.Write("set/movies.csv", "movieId,title,genres\n1,A,Drama\n2,B,\n");

        // User 1 has both items twice, user 2 has item 1 once.
        CheckResult unique = LoaderCatalog.Get("ml-latest-small").Check(_folder["set"]), free = LoaderCatalog.Get("sample").Check(_folder["set"]);

        ProblemGroup group = Assert.Single(unique.Problems);
        Assert.Equal(("duplicate key", 2L, 2), (group.Column, group.Count, unique.Repeats));
        Assert.Equal("ml-latest-small has user 1 and item 1 more than once, expected once as published.", group.Examples[0].ToString());
        Assert.Empty(free.Problems);
        Assert.Equal(2, free.Repeats);
    }

    [Fact]
    public void Check_SettingThatDoesNotFit_IsAProblem()
    {
        _folder.Write("events.csv", "user,film\n1,1\n");

        CheckResult result = TableLoader.EntryOf(new TableOptions(), "own").Check(_folder.Path);

        Assert.StartsWith("$.table.item: ", Assert.Single(result.Problems).Examples[0].ToString(), StringComparison.Ordinal);
        Assert.EndsWith("has no column \"item\"; it has \"user\", \"film\".", result.Problems[0].Examples[0].ToString(), StringComparison.Ordinal);
    }

    [RealDataFact("ml-latest-small.zip", "ml-100k.zip", "ml-1m.zip", "hetrec2011-lastfm-2k.zip", "ncf/ml-1m.train.rating.gz", "sasrec/ml-1m.txt.gz", "s3rec/Beauty.txt.gz")]
    public void Check_Published_IsSound()
    {
        foreach (string set in (string[])["ml-latest-small", "ml-100k", "ml-1m", "hetrec2011-lastfm-2k", "ncf-ml-1m", "sasrec-ml-1m", "s3rec-beauty"])
        {
            LoaderEntry entry = LoaderCatalog.Get(set);
            string path = entry.Archive is { } archive ? RealDataFactAttribute.PathOf(archive) : RealDataFactAttribute.Folder;
            Assert.Empty(entry.Check(path).Problems.SelectMany(group => group.Examples));
        }
    }

    [Fact]
    public void Problems_OfMoreKindsThanFit_AreCountedTogether()
    {
        var problems = new ProblemList();

        for (int i = 0; i < 1000; i++) problems.Add(new Problem("file", i, $"column {i}", "something else", "wrong"));

        // 200 kinds and one for the other 800.
        Assert.Equal((201, 800L), (problems.Groups.Count, problems.Groups[^1].Count));
    }

    private string WriteArchive(Action<byte[]> damage)
    {
        _folder.Write("packed/ratings.csv", "userId,movieId,rating,timestamp\n1,1,4,1\n1,2,5,2\n");
        _folder.Write("packed/movies.csv", "movieId,title,genres\n1,A,Drama\n2,B,Drama\n");
        ZipFile.CreateFromDirectory(_folder["packed"], _folder["set.zip"], CompressionLevel.NoCompression, includeBaseDirectory: false);
        byte[] bytes = File.ReadAllBytes(_folder["set.zip"]);
        damage(bytes);
        return _folder.Write("set.zip", bytes);
    }

    private CheckResult Check(string ratings, string? movies)
    {
        _folder.Write("set/ratings.csv", ratings);
        if (movies is not null) _folder.Write("set/movies.csv", movies);
        return LoaderCatalog.Get("ml-20m").Check(_folder["set"]);
    }
}
