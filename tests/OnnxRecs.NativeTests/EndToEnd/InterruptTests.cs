using OnnxRecs.Artifacts;
using OnnxRecs.NativeTests.Cli;
using OnnxRecs.NativeTests.Support;
using OnnxRecs.Numerics;

namespace OnnxRecs.NativeTests.EndToEnd;

/// <summary>A run that is ended from outside, again and again, in one phase after the other: in the end it gives what an undisturbed one gives.</summary>
[Collection(SampleRun.Collection)]
public sealed class InterruptTests(SampleRun sample)
{
    private const int MaxDelayMs = 300;

    private static readonly string[] Phases = ["data", "train popular", "train two-tower", "train neumf", "train gru", "candidates", "rank", "evaluate"];

    [PosixFact]
    public async Task CtrlC_InEveryPhase_LeavesWholeArtifactsAndGoesOn()
    {
        using var workspace = new Workspace();
        var rng = new Rng(1);
        int interrupted = 0;
        foreach (string phase in Phases)
        {
            ProcessEnd end = await EndInAsync(workspace, phase, "INT", rng.NextInt(MaxDelayMs));
            // The last phase is short: the run may be over before the signal comes.
            Assert.True(end.ExitCode is 2 or 0, end.Error);
            if (end.ExitCode == 2)
            {
                interrupted++;
                Assert.EndsWith("\nInterrupted; run the same command again to go on.", end.Error, StringComparison.Ordinal);
                Assert.Equal("", end.Out);
            }
            Assert.DoesNotContain(workspace.Content().Keys, IsLeftover);
            AssertWhole(workspace);
        }

        Assert.InRange(interrupted, Phases.Length / 2, Phases.Length);
        await AssertGoesOnAsync(workspace);
    }

    [PosixFact]
    public async Task CtrlC_WhileItStarts_EndsIt()
    {
        using var workspace = new Workspace();
        using ChildProcess run = workspace.Start("pipeline");

        await run.SignalAsync("INT");

        // 130: before the program could see to it.
        Assert.Contains((await run.EndAsync()).ExitCode, (int[])[2, 130]);
    }

    [PosixFact]
    public async Task Kill_InSomePhases_LeavesWholeArtifactsAndGoesOn()
    {
        using var workspace = new Workspace();
        var rng = new Rng(2);
        foreach (string phase in (string[])["data", "train two-tower", "train gru", "rank"])
        {
            ProcessEnd end = await EndInAsync(workspace, phase, "KILL", rng.NextInt(MaxDelayMs));
            Assert.True(end.ExitCode == 137, end.Error);
            AssertWhole(workspace);
        }

        await AssertGoesOnAsync(workspace);
    }

    /// <summary>Runs the pipeline and sends a signal some time after a phase was reached.</summary>
    private static async Task<ProcessEnd> EndInAsync(Workspace workspace, string phase, string signal, int delayMs)
    {
        using ChildProcess run = workspace.Start("pipeline");
        // An earlier run may have come further than its phase.
        Assert.True(await run.SaysAsync(line => line.StartsWith($"{phase}: ", StringComparison.Ordinal)), $"{phase} was not reached");
        await Task.Delay(delayMs);
        await run.SignalAsync(signal);
        return await run.EndAsync();
    }

    private static bool IsLeftover(string name) =>
        name.EndsWith(".tmp", StringComparison.Ordinal) || name.Contains(".partial", StringComparison.Ordinal) || name.Contains(".old", StringComparison.Ordinal);

    /// <summary>Every artifact that lies there is whole.</summary>
    private static void AssertWhole(Workspace workspace)
    {
        foreach (string folder in Directory.GetDirectories(workspace.Models).Where(folder => !IsLeftover(folder) && Path.GetFileName(folder) != ".checkpoints"))
            Artifact.Open(folder, workspace.ManifestOf(Path.GetFileName(folder)).Kind);
    }

    private async Task AssertGoesOnAsync(Workspace workspace)
    {
        CommandLineRun run = await workspace.RunAsync("pipeline");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(sample.Workspace.Content(), workspace.Content());
    }
}
