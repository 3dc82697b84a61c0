using OnnxRecs.Data;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Train;

namespace OnnxRecs.Benchmarks.Classical;

/// <summary>Fits of classical models on MovieLens 1M, all ratings as likes, beside the dense linear algebra they cannot do without. On one thread.</summary>
internal static class ClassicalComparison
{
    public static int Run(TextWriter output)
    {
        output.WriteLine();
        string folder = Environment.GetEnvironmentVariable(DataSource.Variable) ?? "", archive = Path.Combine(folder, "ml-1m.zip");
        if (!File.Exists(archive))
        {
            output.WriteLine($"*** NOT MEASURED: {DataSource.Variable} names no folder with ml-1m.zip ***");
            return 0;
        }
        TorchDevice.Open("cpu", threads: 1);
        Dataset set = LoaderCatalog.Get("ml-1m").Load(archive);
        Interactions events = set.Interactions, none = events.Where(_ => false);
        var data = new PreparedData(set.Facts, new Split(events, none, none, "all for training"), relevance: 1);
        output.WriteLine($"Classical models on ml-1m, {data.TrainPositives.Count:N0} likes (all ratings), one thread, CPU time: medians, ratios turn by turn with the lowest and highest.");
        output.WriteLine();
        IalsComparison.Run(data, output);
        output.WriteLine();
        EaseComparison.Run(data, output);
        output.WriteLine();
        return 0;
    }
}
