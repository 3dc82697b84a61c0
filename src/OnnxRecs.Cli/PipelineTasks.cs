using System.Text.Json;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Metrics;
using OnnxRecs.Pipeline;

namespace OnnxRecs.Cli;

/// <summary>Which artifacts there are, from what each is made and what its content depends on.</summary>
/// <remarks>
/// Device and threads are no part of the settings: an artifact made elsewhere stays up to date, though its last digits may differ.
/// </remarks>
internal static class PipelineTasks
{
    private static readonly JsonSerializerOptions CamelCase = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The tasks in the order in which they run.</summary>
    public static IReadOnlyList<ArtifactTask> Of(PipelineConfig config)
    {
        const string data = "data", candidates = "candidates", rank = "rank";
        string[] models = [.. config.Models.Keys];
        JsonObject dataSettings = new()
        {
            ["dataset"] = config.Dataset,
            ["split"] = ToJson(config.Split),
            ["relevance"] = config.Relevance,
        };
        return
        [
            new(data, data, ArtifactKinds.Data, [], dataSettings, Tasks.DataTask.Build) { Source = cancel => Tasks.DataTask.SourceHash(config, cancel) },
            .. models.Select(model => new ArtifactTask("train", model, ArtifactKinds.Model, [data], Tasks.Models.Settings(config, model),
                (context, cancel) => Tasks.TrainTask.Build(model, context, cancel))),
            new(candidates, candidates, ArtifactKinds.Candidates, [data, config.Candidates.Source], ToJson(config.Candidates), Tasks.CandidatesTask.Build),
            new(rank, rank, ArtifactKinds.Rank, [.. new[] { data, candidates, config.Candidates.Source }.Concat(config.Rank.Rankers).Distinct()], ToJson(config.Rank), Tasks.RankTask.Build),
            new("evaluate", "evaluation", ArtifactKinds.Evaluation, [data, .. models, candidates, rank], ToJson(config.Evaluate), Tasks.EvaluateTask.Build) { Published = EvaluationFile.Name },
        ];
    }

    private static JsonObject ToJson<T>(T section) => (JsonObject)JsonSerializer.SerializeToNode(section, CamelCase)!;
}
