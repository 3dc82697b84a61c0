using Xunit.Sdk;

namespace OnnxRecs.Tests.Snapshots;

public class SnapshotTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("snapshot").FullName;

    public void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }

    [Fact]
    public void Match_EqualText_LeavesNothingBehind()
    {
        Verify("a\nb\n");
        File.WriteAllText(PathOf("received"), "of an earlier run");

        Snapshot.Match("a\r\nb", Source(), "Test");

        Assert.False(File.Exists(PathOf("received")));
    }

    [Fact]
    public void Match_OtherText_NamesTheFirstDifferenceAndWritesWhatItGot()
    {
        Verify("a\nb\nc\n");

        var error = Assert.Throws<XunitException>(() => Snapshot.Match("a\nB\nc", Source(), "Test"));

        Assert.Contains("in line 2:\n  expected: b\n  received: B\n", error.Message, StringComparison.Ordinal);
        Assert.Equal("a\nB\nc\n", File.ReadAllText(PathOf("received")));
    }

    [Fact]
    public void Match_LinesMissing_Fails()
    {
        Verify("a\nb\n");

        Assert.Contains("received: (end)", Assert.Throws<XunitException>(() => Snapshot.Match("a", Source(), "Test")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Match_NoVerifiedFile_Fails() => Assert.Contains("has no Case.Test.verified.txt yet", Assert.Throws<XunitException>(() => Snapshot.Match("a", Source(), "Test")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("HR@10 0.504 users 90", true)]
    [InlineData("HR@10 0.520 users 90", false)]
    [InlineData("HR@10 0.500 users 90 more", false)]
    [InlineData("HR@10 NaN users 90", false)]
    public void MatchNumbers_ComparesNumbersWithinTheTolerance(string text, bool matches)
    {
        Verify("HR@10 0.500 users 90\n");

        Exception? error = Record.Exception(() => Snapshot.MatchNumbers(text, 0.005, Source(), "Test"));

        Assert.Equal(matches, error is null);
    }

    private string Source() => Path.Combine(_folder, "Case.cs");

    private string PathOf(string state) => Path.Combine(_folder, $"Case.Test.{state}.txt");

    private void Verify(string text) => File.WriteAllText(PathOf("verified"), text);
}
