using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics.Ratings;
using OnnxRecs.Numerics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Metrics;

/// <summary>Last stage: figures for every model over the whole catalogue, for the candidates, and for the ranked and re-ranked lists.</summary>
public static class EvaluateStage
{
    /// <summary>Model ranks the whole catalogue; no retrieval before it.</summary>
    public const string FullStage = "full";

    /// <summary>Model ranks only what the user has rated in the test part, where values are ratings; users without a target are left out.</summary>
    public const string RatedStage = "rated";

    /// <summary>Each liked test event is sought on its own among all items; nothing is masked.</summary>
    public const string EventsStage = "events";

    public static ArtifactTask Task(PipelineConfig config)
    {
        EvaluateOptions options = config.Evaluate;
        var settings = new JsonObject
        {
            ["k"] = new JsonArray([.. options.K.Select(k => JsonValue.Create(k))]),
            ["sampledNegatives"] = options.SampledNegatives,
            ["sampledBeta"] = options.SampledBeta,
            ["bootstrap"] = options.Bootstrap,
            ["events"] = options.Events,
            ["coldStart"] = config.Split.ColdStart,
            ["source"] = config.Candidates.Source,
            ["candidates"] = ReachOf(config),
            ["models"] = new JsonArray([.. config.Models.Keys.Select(name => JsonValue.Create(name))]),
        };
        string[] inputs = [DataStage.Artifact, .. config.Models.Keys, .. NegativesStage.Tasks(config).Select(task => task.Name), .. StagesOf(config)];
        return new ArtifactTask("evaluate", "evaluation", ArtifactKinds.Evaluation, inputs, settings, Build) { Published = EvaluationFile.Name };
    }

    /// <summary>The stages whose lists are judged besides the models' own.</summary>
    private static string[] StagesOf(PipelineConfig config) => config.HasCandidates ? [ArtifactKinds.Candidates, ArtifactKinds.Rank] : [];

    /// <summary>How many candidates there are: what bounds every later stage is reported at this cut-off as well.</summary>
    private static int? ReachOf(PipelineConfig config) => config.HasCandidates ? config.Candidates.Count : null;

    private static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancellation)
    {
        PipelineConfig config = context.Stage.Config;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        var facts = new RunFacts(data, VectorsOf(context, data));
        var report = new RunReport(data, facts, config);
        bool rated = data.Facts.Kind == ValueKind.Rating;
        int[][]? negatives = context.Inputs.TryGetValue(NegativesStage.Artifact, out Artifact? frozen) ? NegativesStage.Load(frozen) : null;
        (string Stage, string How, string? Note)? sampled = negatives is null ? null : NegativesStage.Describe(data, config, negatives);

        // Whoever likes again what is known has nothing new to find, but their events count.
        int[] repeaters = config.Evaluate.Events ? [.. Enumerable.Range(0, data.UserCount).Where(user => data.TargetsOf(user, Phase.Test).IsEmpty && LikesAny(data, user))] : [];

        foreach (string model in config.Models.Keys)
        {
            using var graphs = new ModelGraphs(context, model, data);
            FullRankingResult result = RankFully(graphs.ByName, model, context, data, report.Users, config.Evaluate.K.Max(), negatives, rated, cancellation);
            report.Add(FullStage, model, result.Lists, ReachOf(config), result);
            if (result.SampledLists is { } few) report.AddPools(sampled!.Value.Stage, model, few, MetricCatalog.Lists.Where(metric => metric.IsAccuracy));
            if (result.RatedLists is { } own) report.AddPools(RatedStage, model, own, MetricCatalog.Rated, ErrorsOf(graphs.ByName, data, cancellation));
            if (result.EventRanks is { } ranks)
            {
                FullRankingResult further = RankFully(graphs.ByName, model, context, data, repeaters, config.Evaluate.K.Max(), negatives: null, rated: false, cancellation);
                report.AddEvents(EventsStage, model, [.. ranks, .. further.EventRanks!]);
            }
        }
        foreach (string stage in StagesOf(config))
        {
            int? reach = stage == ArtifactKinds.Candidates ? ReachOf(config) : null;
            cancellation.ThrowIfCancellationRequested();
            foreach ((string name, RankedLists lists) in RankedLists.Load(context.Inputs[stage].PathOf(RankedLists.FileName)))
            {
                if (!lists.Users.AsSpan().SequenceEqual(report.Users)) throw new InvalidDataException($"{context.Inputs[stage].Folder} holds lists of other users: run `onnxrecs {stage}` again");
                report.Add(stage, name, Array.ConvertAll(lists.Lists, list => list.Items), reach);
            }
        }

        UserValuesFile.Write(context.Output.PathOf(UserValuesFile.Name), report.Users, report.Values);
        EvaluationFile.Write(context.Output.PathOf(EvaluationFile.Name), new Evaluation(
            data.Name, data.Licence, [.. data.Facts.Notes, .. data.Split.Notes, .. sampled?.Note is { } note ? [note] : Array.Empty<string>()], data.Split.Name, data.Relevance, config.Seed, data.Fingerprint, Definitions(config, data, sampled),
            [.. report.Rows.GroupBy(row => row.Stage).SelectMany(stage => stage)]));
        return new ArtifactContents();
    }

    internal static SortedDictionary<string, string> Definitions(PipelineConfig config, PreparedData data, (string Stage, string How, string? Note)? sampled)
    {
        SortedDictionary<string, string> definitions = UserGroups.Definitions(config.Split.ColdStart);
        definitions.Add("ties", "equal scores are ordered by the lower item index");
        definitions.Add("seen", "what a user met before the test part is never listed and never sought");
        definitions.Add("long tail", LongTail.Definition);
        definitions.Add("NDCG-graded", data.Facts.Kind == ValueKind.Rating ? "a target's gain is 2^rating - 1" : "values are no ratings: every target's gain is 1, as in NDCG");
        if (config.HasCandidates) definitions.Add("diversity-vectors", $"1 - cosine of the item vectors of {config.Candidates.Source}");
        if (config.Evaluate.Bootstrap > 0) definitions.Add("low, high", $"95 % percentile bootstrap over users, {config.Evaluate.Bootstrap} resamples of all of them; a group's mean is that of its users who were drawn");
        if (data.Facts.Kind == ValueKind.Rating) definitions.Add(RatedStage, "each user's new test items, liked or not, ordered by score; users with at least one liked new test item only, so precision is higher than where others count too; not comparable with full");
        if (config.Evaluate.Events) definitions.Add(EventsStage, "each liked test event is sought on its own among all items, with nothing masked, not even what the user has met in training; HR is the share of the events that is found; not comparable with full");
        if (sampled is { } few) definitions.Add(few.Stage, few.How);
        return definitions;
    }

    /// <summary>Vectors of the items by which likeness is judged, where there is a model that has some.</summary>
    private static VectorTable? VectorsOf(ArtifactTaskContext context, PreparedData data)
    {
        if (!context.Stage.Config.HasCandidates) return null;
        using IModelRunner itemTower = context.Stage.OpenGraph(context.Inputs[context.Stage.Config.Candidates.Source], "item", data);
        return CatalogScorer.ItemVectors(itemTower, data.ItemCount);
    }

    private static FullRankingResult RankFully(
        Dictionary<string, IModelRunner> graphs, string model, ArtifactTaskContext context, PreparedData data, int[] users, int k, int[][]? negatives, bool rated, CancellationToken cancellation)
    {
        CatalogScorer scorer = CatalogScorer.Of(graphs, data.ItemCount);
        int done = 0;
        return FullRanking.Rank(data, Phase.Test, users, k, (block, scores) =>
        {
            scorer.Score(Array.ConvertAll(block.ToArray(), user => data.QueryOf(user, Phase.Test, k)), scores);
            done += block.Length;
            context.Stage.Reporter.Progress("evaluate", (double)done / users.Length, model);
        }, negatives, rated, context.Stage.Config.Evaluate.Events, cancellation);
    }

    private static bool LikesAny(PreparedData data, int user)
    {
        foreach (float value in data.Split.Test.ValuesOf(user))
        {
            if (value >= data.Relevance) return true;
        }
        return false;
    }

    /// <summary>How far a model that predicts ratings is off; nothing of one that only orders.</summary>
    private static KeyValuePair<string, Figure>[] ErrorsOf(Dictionary<string, IModelRunner> graphs, PreparedData data, CancellationToken cancellation)
    {
        if (!graphs.TryGetValue("model", out IModelRunner? model) || model.Output.Name != FeedNames.Ratings) return [];
        float[] predicted = RatingPrediction.Of(model, data, Phase.Test, cancellation);
        return [new(MetricCatalog.Rmse, new Figure(Rmse.Of(predicted, data.Split.Test.Values))), new(MetricCatalog.Mae, new Figure(Mae.Of(predicted, data.Split.Test.Values)))];
    }

    /// <summary>The open graphs of one model, closed together.</summary>
    private sealed class ModelGraphs(ArtifactTaskContext context, string model, PreparedData data) : IDisposable
    {
        public Dictionary<string, IModelRunner> ByName { get; } =
            context.Inputs[model].Manifest.Graphs.ToDictionary(graph => graph.Name, graph => context.Stage.OpenGraph(context.Inputs[model], graph.Name, data));

        public void Dispose()
        {
            foreach (IModelRunner graph in ByName.Values) graph.Dispose();
        }
    }
}
