using OnnxRecs.Config;
using OnnxRecs.Metrics;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class EvaluateStageTests
{
    [Fact]
    public void Definitions_Rated_SaysWhoIsLeftOut() =>
        Assert.Contains("users with at least one liked new test item only", EvaluateStage.Definitions(new PipelineConfig(), MadeData.Of(2, [[0]], [[1]]), null)["rated"], StringComparison.Ordinal);

    [Fact]
    public void Definitions_Sampled_StandsUnderTheNameOfTheStage() =>
        Assert.Equal("among two", EvaluateStage.Definitions(new PipelineConfig(), MadeData.Of(2, [[0]], [[1]]), ("sampled (2 published)", "among two", null))["sampled (2 published)"]);
}
