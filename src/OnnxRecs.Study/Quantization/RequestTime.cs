using OnnxRecs.Pipeline;

namespace OnnxRecs.Study.Quantization;

/// <summary>How long one request takes in two forms of the same graph: bare runs of the same feeds in turn, so that both meet the machine in the same state.</summary>
public static class RequestTime
{
    private const int Warmup = 20;
    private const int Runs = 301;

    /// <summary>Median milliseconds of both.</summary>
    /// <param name="original">One form.</param>
    /// <param name="smaller">The other.</param>
    /// <param name="query">What is asked.</param>
    /// <param name="items">What is to be scored where the graph scores items.</param>
    /// <param name="time">Measures.</param>
    public static (double Original, double Smaller) Of(IModelRunner original, IModelRunner smaller, Query query, int[] items, TimeProvider time)
    {
        using FeedBatch feeds = new FeedBuilder(original.Inputs).Build([query], [items]);
        long[] dims = [.. original.Output.Dims.Select(dim => dim switch { "B" => 1, "N" => items.Length, _ => long.Parse(dim) })];
        float[] output = new float[dims.Aggregate(1L, (a, b) => a * b)];
        (IModelRunner Runner, double[] Times)[] both = [(original, new double[Runs]), (smaller, new double[Runs])];
        for (int run = -Warmup; run < Runs; run++)
        {
            foreach ((IModelRunner runner, double[] times) in both)
            {
                long start = time.GetTimestamp();
                runner.Run(feeds.Feeds, output, dims);
                if (run >= 0) times[run] = time.GetElapsedTime(start).TotalMilliseconds;
            }
        }
        foreach ((_, double[] times) in both) Array.Sort(times);
        return (both[0].Times[Runs / 2], both[1].Times[Runs / 2]);
    }
}
