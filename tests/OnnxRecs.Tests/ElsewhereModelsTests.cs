using OnnxRecs.Config;
using OnnxRecs.Models;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests;

/// <summary>The settings by which every kind of model is loaded elsewhere.</summary>
public sealed class ElsewhereModelsTests
{
    [Fact]
    public void Models_AreThoseOfTheCatalogue()
    {
        PipelineConfig config = ConfigFile.Load(Path.Combine(Repository.Root, "tests", "elsewhere", "models.json"), [], ModelCatalog.Check);

        Assert.Equal(ModelCatalog.Entries.Select(entry => entry.Name), config.Models.Keys);
    }
}
