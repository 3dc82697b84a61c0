using System.Text.Json;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Numerics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Metrics;

/// <summary>Every metric for every user of a made-up run, beside an implementation of its own: crosscheck.py, whose results are crosscheck.json.</summary>
public sealed class CrossCheckTests
{
    private const double Tolerance = 1e-9;
    private static readonly JsonElement Run = Read();
    private static readonly int[] Ks = Array("ks", value => value.GetInt32());
    private static readonly PreparedData Data = Prepare();
    private static readonly int[] Users = Data.UsersWithTargets(Phase.Test);
    private static readonly FullRankingResult Ranked = Rank();
    private static readonly RunFacts Facts = new(Data, new VectorTable([.. Rows("vectors", value => value.GetSingle()).SelectMany(row => row)], dim: 4));

    [Fact]
    public void Lists_EveryMetricAndUser_AgreeWithTheScript()
    {
        UserValues ours = Evaluator.Judge(Ranked.Lists, Targets.Of(Data, Phase.Test, Users), Users, Facts, Measure.Of(MetricCatalog.Lists, Ks));
        JsonElement theirs = Run.GetProperty("users");

        foreach (string label in ours.Labels) Same(label, theirs.GetProperty(label), ours[label]);
        Assert.Equal(MetricCatalog.Lists.Count * Ks.Length, ours.Labels.Length);
    }

    [Fact]
    public void Auc_EveryUser_AgreesWithTheScript()
    {
        double[] theirs = [.. Run.GetProperty("users").GetProperty("AUC").EnumerateArray().Select(value => value.GetDouble())];

        Assert.Equal(theirs.Length, Ranked.Auc.Length);
        for (int user = 0; user < theirs.Length; user++) Assert.Equal(theirs[user], Ranked.Auc[user], 1e-6); // kept in single precision
    }

    [Fact]
    public void Runs_EveryMetric_AgreeWithTheScript()
    {
        foreach (IRunMetric metric in MetricCatalog.Runs)
        {
            foreach (int k in Ks) Assert.Equal(Run.GetProperty("runs").GetProperty(Measure.LabelOf(metric.Name, k)).GetDouble(), metric.Of(Ranked.Lists, k, Facts), Tolerance);
        }
    }

    private static void Same(string label, JsonElement expected, double[] actual)
    {
        double?[] values = [.. expected.EnumerateArray().Select(value => value.ValueKind == JsonValueKind.Null ? (double?)null : value.GetDouble())];
        Assert.Equal(values.Length, actual.Length);
        for (int user = 0; user < actual.Length; user++)
        {
            bool same = values[user] is { } value ? Math.Abs(value - actual[user]) <= Tolerance : double.IsNaN(actual[user]);
            Assert.True(same, $"{label} of user {user}: {actual[user]} where the script has {values[user]?.ToString() ?? "none"}");
        }
    }

    private static FullRankingResult Rank()
    {
        float[][] scores = Rows("scores", value => value.GetSingle());
        return FullRanking.Rank(Data, Phase.Test, Users, Ks.Max(), (block, into) =>
        {
            for (int i = 0; i < block.Length; i++) scores[block[i]].CopyTo(into.Span[(i * Data.ItemCount)..]);
        });
    }

    private static PreparedData Prepare()
    {
        int[][] train = Rows("train", value => value.GetInt32()), test = Rows("test", value => value.GetInt32());
        return MadeData.Of(
            Run.GetProperty("items").GetInt32(), train, test, stars: Rows("testStars", value => value.GetSingle()),
            genres: Rows("genres", value => value.GetInt32()), trainStars: Rows("trainStars", value => value.GetSingle()));
    }

    private static T[][] Rows<T>(string name, Func<JsonElement, T> convert) => [.. Run.GetProperty(name).EnumerateArray().Select(row => row.EnumerateArray().Select(convert).ToArray())];

    private static T[] Array<T>(string name, Func<JsonElement, T> convert) => [.. Run.GetProperty(name).EnumerateArray().Select(convert)];

    private static JsonElement Read() =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "OnnxRecs.Tests", "Core", "Metrics", "crosscheck.json"))).RootElement;
}
