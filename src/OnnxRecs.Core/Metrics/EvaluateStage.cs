using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Metrics;

/// <summary>Last stage: figures for every model over the whole catalogue, for the candidates, and for the ranked and re-ranked lists.</summary>
public static class EvaluateStage
{
    /// <summary>Model ranks the whole catalogue; no retrieval before it.</summary>
    public const string FullStage = "full";

    /// <summary>Model ranks only what the user has rated in the test part, where values are ratings.</summary>
    public const string RatedStage = "rated";

    public static ArtifactTask Task(PipelineConfig config)
    {
        EvaluateOptions options = config.Evaluate;
        var settings = new JsonObject
        {
            ["k"] = new JsonArray([.. options.K.Select(k => JsonValue.Create(k))]),
            ["sampledNegatives"] = options.SampledNegatives,
            ["sampledBeta"] = options.SampledBeta,
            ["bootstrap"] = options.Bootstrap,
            ["coldStart"] = config.Split.ColdStart,
            ["source"] = config.Candidates.Source,
            ["candidates"] = config.Candidates.Count,
            ["models"] = new JsonArray([.. config.Models.Keys.Select(name => JsonValue.Create(name))]),
        };
        string[] inputs = [DataStage.Artifact, .. config.Models.Keys, ArtifactKinds.Candidates, ArtifactKinds.Rank];
        return new ArtifactTask("evaluate", "evaluation", ArtifactKinds.Evaluation, inputs, settings, Build) { Published = EvaluationFile.Name };
    }

    private static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancellation)
    {
        PipelineConfig config = context.Stage.Config;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        using IModelRunner itemTower = context.Stage.OpenGraph(context.Inputs[config.Candidates.Source], "item");
        var facts = new RunFacts(data, CatalogScorer.ItemVectors(itemTower, data.ItemCount));
        var report = new RunReport(data, facts, config);
        bool rated = data.Facts.Kind == ValueKind.Rating;
        SampledNegatives? sampled = config.Evaluate.SampledNegatives == 0 ? null : SampledNegatives.Of(data, report.Users, facts, config);

        int longest = config.Evaluate.K.Append(config.Candidates.Count).Max();
        foreach (string model in config.Models.Keys)
        {
            FullRankingResult result = RankFully(context, model, data, report.Users, longest, sampled?.Items, rated, cancellation);
            report.Add(FullStage, model, result.Lists, reach: config.Candidates.Count, result.Auc);
            if (result.SampledLists is { } few) report.AddPools(sampled!.StageName, model, few, MetricCatalog.Lists.Where(metric => metric.IsAccuracy));
            if (result.RatedLists is { } own) report.AddPools(RatedStage, model, own, MetricCatalog.Rated);
        }
        foreach ((string stage, int? reach) in new (string, int?)[] { (ArtifactKinds.Candidates, config.Candidates.Count), (ArtifactKinds.Rank, null) })
        {
            cancellation.ThrowIfCancellationRequested();
            foreach ((string name, RankedLists lists) in RankedLists.Load(context.Inputs[stage].PathOf(RankedLists.FileName)))
            {
                if (!lists.Users.AsSpan().SequenceEqual(report.Users)) throw new InvalidDataException($"{context.Inputs[stage].Folder} holds lists of other users: run `onnxrecs {stage}` again");
                report.Add(stage, name, Array.ConvertAll(lists.Lists, list => list.Items), reach);
            }
        }

        sampled?.Save(context.Output.PathOf(SampledNegatives.FileName), report.Users);
        UserValuesFile.Write(context.Output.PathOf(UserValuesFile.Name), report.Users, report.Values);
        EvaluationFile.Write(context.Output.PathOf(EvaluationFile.Name), new Evaluation(
            data.Name, data.Licence, [.. data.Facts.Notes, .. data.Split.Notes], data.Split.Name, data.Relevance, config.Seed, data.Fingerprint, Definitions(config, data, sampled),
            [.. report.Rows.GroupBy(row => row.Stage).SelectMany(stage => stage)]));
        return new ArtifactContents();
    }

    private static SortedDictionary<string, string> Definitions(PipelineConfig config, PreparedData data, SampledNegatives? sampled)
    {
        SortedDictionary<string, string> definitions = UserGroups.Definitions(config.Split.ColdStart);
        definitions.Add("ties", "equal scores are ordered by the lower item index");
        definitions.Add("seen", "what a user met before the test part is never listed and never sought");
        definitions.Add("long tail", LongTail.Definition);
        definitions.Add("NDCG-graded", data.Facts.Kind == ValueKind.Rating ? "a target's gain is 2^rating - 1" : "values are no ratings: every target's gain is 1, as in NDCG");
        definitions.Add("diversity-vectors", $"1 - cosine of the item vectors of {config.Candidates.Source}");
        if (config.Evaluate.Bootstrap > 0) definitions.Add("low, high", $"95 % percentile bootstrap over users, {config.Evaluate.Bootstrap} resamples");
        if (data.Facts.Kind == ValueKind.Rating) definitions.Add(RatedStage, "each user's new test items, liked or not, ordered by score; not comparable with full");
        if (sampled is not null) definitions.Add(sampled.StageName, sampled.Description);
        return definitions;
    }

    private static FullRankingResult RankFully(
        ArtifactTaskContext context, string model, PreparedData data, int[] users, int k, int[][]? negatives, bool rated, CancellationToken cancellation)
    {
        Artifact artifact = context.Inputs[model];
        Dictionary<string, IModelRunner> graphs = artifact.Manifest.Graphs.ToDictionary(graph => graph.Name, graph => context.Stage.OpenGraph(artifact, graph.Name));
        try
        {
            CatalogScorer scorer = CatalogScorer.Of(graphs, data.ItemCount);
            int done = 0;
            return FullRanking.Rank(data, Phase.Test, users, k, (block, scores) =>
            {
                scorer.Score(Array.ConvertAll(block.ToArray(), user => data.QueryOf(user, Phase.Test, k)), scores);
                done += block.Length;
                context.Stage.Reporter.Progress("evaluate", (double)done / users.Length, model);
            }, negatives, rated, cancellation);
        }
        finally
        {
            foreach (IModelRunner graph in graphs.Values) graph.Dispose();
        }
    }
}
