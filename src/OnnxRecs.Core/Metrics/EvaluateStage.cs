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

    public static ArtifactTask Task(PipelineConfig config)
    {
        var settings = new JsonObject { ["k"] = new JsonArray([.. config.Evaluate.K.Select(k => JsonValue.Create(k))]), ["candidates"] = config.Candidates.Count, ["models"] = new JsonArray([.. config.Models.Keys.Select(name => JsonValue.Create(name))]) };
        string[] inputs = [DataStage.Artifact, .. config.Models.Keys, ArtifactKinds.Candidates, ArtifactKinds.Rank];
        return new ArtifactTask("evaluate", "evaluation", ArtifactKinds.Evaluation, inputs, settings, Build) { Published = EvaluationFile.Name };
    }

    private static ArtifactContents Build(ArtifactTaskContext context, CancellationToken cancellation)
    {
        PipelineConfig config = context.Stage.Config;
        PreparedData data = DataStage.Load(context.Inputs[DataStage.Artifact]);
        int[] users = data.UsersWithTargets(Phase.Test);
        int[][] targets = Array.ConvertAll(users, user => data.TargetsOf(user, Phase.Test).ToArray());
        int[] ks = config.Evaluate.K;
        int[] withCandidates = [.. ks.Append(config.Candidates.Count).Distinct()];
        int longest = withCandidates.Max();
        var rows = new List<EvaluationRow>();
        void Add(string stage, string model, int[][] lists, int[] cutoffs) => rows.AddRange(Evaluator.Evaluate(stage, model, lists, targets, cutoffs, data.ItemCount));

        foreach (string model in config.Models.Keys)
        {
            int[][] lists = FullLists(context, model, data, users, longest, cancellation);
            Add(FullStage, model, lists, withCandidates);
        }
        foreach ((string stage, int[] cutoffs) in new[] { (ArtifactKinds.Candidates, withCandidates), (ArtifactKinds.Rank, ks) })
        {
            foreach ((string name, RankedLists lists) in RankedLists.Load(context.Inputs[stage].PathOf(RankedLists.FileName)))
            {
                if (!lists.Users.AsSpan().SequenceEqual(users)) throw new InvalidDataException($"{context.Inputs[stage].Folder} holds lists of other users: run `onnxrecs {stage}` again");
                Add(stage, name, Array.ConvertAll(lists.Lists, list => list.Items), cutoffs);
            }
        }

        EvaluationFile.Write(context.Output.PathOf(EvaluationFile.Name),
            new Evaluation(data.Name, data.Licence, data.Split.Name, data.Relevance, config.Seed, data.Fingerprint, [.. rows]));
        return new ArtifactContents();
    }

    private static int[][] FullLists(ArtifactTaskContext context, string model, PreparedData data, int[] users, int k, CancellationToken cancellation)
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
            }, cancellation: cancellation).Lists;
        }
        finally
        {
            foreach (IModelRunner graph in graphs.Values) graph.Dispose();
        }
    }
}
