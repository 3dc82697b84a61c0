using OnnxRecs.NativeTests.Cli;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>One run of the whole pipeline on the embedded sample, for all tests that look at what it leaves. They change copies only.</summary>
public sealed class SampleRun : IAsyncLifetime
{
    /// <summary>Of the test classes that share it.</summary>
    public const string Collection = "sample run";

    internal Workspace Workspace { get; } = new();

    internal CommandLineRun Result { get; private set; } = null!;

    /// <summary>Content of the file with all figures.</summary>
    internal string Evaluation => File.ReadAllText(Workspace["evaluation.json"]);

    public async Task InitializeAsync() => Result = await Workspace.RunAsync("pipeline");

    public Task DisposeAsync()
    {
        Workspace.Dispose();
        return Task.CompletedTask;
    }
}

[CollectionDefinition(SampleRun.Collection)]
public sealed class SampleRunGroup : ICollectionFixture<SampleRun>;
