using OnnxRecs.Candidates.Sources;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Data.Splitters;
using OnnxRecs.Metrics;
using OnnxRecs.Models;
using OnnxRecs.Study.Papers;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests;

/// <summary>What can be named in the settings, or stands in a table of results, stands in the README too.</summary>
public sealed class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    public static TheoryData<string> Named =>
        [.. MetricCatalog.Names.Concat(SplitterCatalog.Kinds).Concat(SourceCatalog.Names).Concat(LoaderCatalog.All.Select(entry => entry.Family ?? entry.Name))
            .Concat(ModelCatalog.Entries.Select(entry => entry.Name)).Distinct()];

    public static TheoryData<string> PaperRuns => [.. PaperRunCatalog.All.Select(run => run.Name)];

    /// <summary>Only what was reached is written by hand.</summary>
    [Theory]
    [MemberData(nameof(PaperRuns))]
    public void Readme_EachRunOfAPaper_HasALineWithItsFigures(string name)
    {
        PaperRun run = PaperRunCatalog.Find(name);
        string line = $"| `{name}` | {run.What} | {Joined(figure => figure.Metric)} | {Joined(figure => figure.PublishedText)} | {Joined(figure => figure.GoalText)} | ";

        Assert.Contains($"\n{line}", Text, StringComparison.Ordinal);

        string Joined(Func<PaperFigure, string> text) => string.Join(" / ", run.Figures.Select(text));
    }

    [Fact]
    public void Readme_RunsOfPapers_AreThoseOfTheCatalogue()
    {
        string table = Text[Text.IndexOf("| run | what |", StringComparison.Ordinal)..].Split("\n\n")[0];

        Assert.Equal(PaperRunCatalog.All.Select(run => run.Name), table.Split('\n')[2..].Select(line => line.Split('`')[1]));
    }

    [Theory]
    [MemberData(nameof(Named))]
    public void Readme_WhatTheCatalogsName_IsExplained(string name) => Assert.Contains($"`{name}`", Text, StringComparison.Ordinal);
}
