using OnnxRecs.Candidates.Sources;
using OnnxRecs.Data.Loaders;
using OnnxRecs.Data.Splitters;
using OnnxRecs.Metrics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests;

/// <summary>What can be named in the settings, or stands in a table of results, stands in the README too.</summary>
public sealed class ReadmeTests
{
    private static readonly string Text = File.ReadAllText(Path.Combine(Repository.Root, "README.md"));

    public static TheoryData<string> Named =>
        [.. MetricCatalog.Names.Concat(SplitterCatalog.Kinds).Concat(SourceCatalog.Names).Concat(LoaderCatalog.All.Select(entry => entry.Family ?? entry.Name)).Distinct()];

    [Theory]
    [MemberData(nameof(Named))]
    public void Readme_WhatTheCatalogsName_IsExplained(string name) => Assert.Contains($"`{name}`", Text, StringComparison.Ordinal);
}
