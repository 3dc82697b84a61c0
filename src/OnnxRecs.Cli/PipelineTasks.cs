using OnnxRecs.Candidates;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Metrics;
using OnnxRecs.Pipeline;
using OnnxRecs.Rank;
using OnnxRecs.Train;

namespace OnnxRecs.Cli;

/// <summary>All stages, in the order in which they run.</summary>
/// <remarks>
/// Device and threads are no part of a task's settings: an artifact made elsewhere stays up to date, though its last digits may differ.
/// </remarks>
internal static class PipelineTasks
{
    public static IReadOnlyList<ArtifactTask> Of(PipelineConfig config, IReporter reporter, TimeProvider time) =>
    [
        DataStage.Task(config, reporter),
        .. TrainStage.Tasks(config, time),
        .. config.HasCandidates ? (ArtifactTask[])[CandidatesStage.Task(config, time), RankStage.Task(config)] : [],
        .. NegativesStage.Tasks(config), EvaluateStage.Task(config),
    ];
}
