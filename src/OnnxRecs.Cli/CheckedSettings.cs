using OnnxRecs.Config;
using OnnxRecs.Models;
using OnnxRecs.Rank;

namespace OnnxRecs.Cli;

/// <summary>What of the settings the models and the ranking stage check.</summary>
internal static class CheckedSettings
{
    /// <summary>Notes all that is wrong.</summary>
    public static void Check(PipelineConfig config, List<string> problems)
    {
        ModelCatalog.Check(config, problems);
        RankSettings.Check(config, problems);
    }
}
