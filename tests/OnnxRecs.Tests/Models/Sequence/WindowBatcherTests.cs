using OnnxRecs.Data;
using OnnxRecs.Models;
using OnnxRecs.Models.Sequence;
using OnnxRecs.Pipeline;
using OnnxRecs.Tests.Candidates.Sources;

namespace OnnxRecs.Tests.Models.Sequence;

/// <summary>What a batch of histories says to a model that has a state after every item.</summary>
public sealed class WindowBatcherTests
{
    private const int Padding = 6;

    // User 0 liked 0, 1, 2, 3, 4 in this order, user 1 liked 5, 0.
    private static readonly PreparedData Data = Likes.Of(Padding, [(0, 0, 1), (0, 1, 2), (0, 2, 3), (0, 3, 4), (0, 4, 5), (1, 5, 6), (1, 0, 7)]);

    [Theory]
    [InlineData("all", "0 1 -> 1 2; 2 3 -> 3 4; 5 -> 0")]
    [InlineData("newest", "2 3 -> 3 4; 5 -> 0")]
    public void Epoch_Windows_AreOfAllOrOfTheNewestPart(string windows, string expected)
    {
        Batch batch = Only(new GruRankerOptions { MaxLength = 2, BatchSize = 8, Windows = windows });

        Assert.Equal(expected, string.Join("; ", Steps(batch).GroupBy(step => step.Row).Select(row =>
            $"{string.Join(' ', row.Select(step => step.Read))} -> {string.Join(' ', row.Select(step => step.Target))}").Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void Epoch_DrawnWindows_AreTheNewestEveryOtherTimeAndElseAny()
    {
        var batcher = new WindowBatcher(Data, new GruRankerOptions { MaxLength = 2, BatchSize = 8, Windows = "drawn" }, seed: 1);

        string[] read = [.. Enumerable.Range(0, 600).Select(epoch => string.Join(' ', Steps(batcher.Epoch(epoch).Single()).Where(step => step.Target != 0).Select(step => step.Read)))];

        // Of five items three windows: the newest in 1/2 + 1/6 of 600 epochs.
        Dictionary<string, int> counts = read.CountBy(items => items).ToDictionary();
        Assert.Equal(["0 1", "1 2", "2 3"], counts.Keys.Order(StringComparer.Ordinal));
        Assert.InRange(counts["2 3"], 360, 440);
        Assert.InRange(counts["0 1"], 70, 130);
        Assert.Equal(2, batcher.Epoch(0).Single().Examples);
        Assert.Equal(1, batcher.BatchesPerEpoch);
    }

    private static Batch Only(GruRankerOptions options) => new WindowBatcher(Data, options, seed: 1).Epoch(0).Single();

    private static IEnumerable<(int Row, long Read, long Target)> Steps(Batch batch)
    {
        BatchColumn history = batch.Columns[FeedNames.History];
        return Longs(batch, NextItemLoss.Positions).Zip(Longs(batch, NextItemLoss.Targets), (at, target) => ((int)(at / history.Dims[1]), ((long[])history.Values)[at], target));
    }

    private static long[] Longs(Batch batch, string column) => (long[])batch.Columns[column].Values;
}
