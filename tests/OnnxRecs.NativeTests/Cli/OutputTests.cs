using OnnxRecs.Cli;

namespace OnnxRecs.NativeTests.Cli;

public class OutputTests
{
    [Fact]
    public void Table_NoTerminal_IsPlainColumns()
    {
        using var output = new StringWriter { NewLine = "\n" };

        new TextTable(["model", ">NDCG@10", "note"], [["popular", "0.1000", ""], ["two-tower", "0.2", "best"]]).Write(new Terminal(output, TextWriter.Null, OutIsTerminal: false, ErrorIsTerminal: false));

        Assert.Equal("model      NDCG@10  note\npopular     0.1000\ntwo-tower      0.2  best\n", output.ToString());
    }

    [Fact]
    public void Table_Terminal_HasAFrameAndTakesTextAsItIs()
    {
        using var output = new StringWriter { NewLine = "\n" };

        new TextTable(["model", ">value"], [["[red]popular[/]", "1"]]).Write(new Terminal(output, TextWriter.Null, OutIsTerminal: true, ErrorIsTerminal: false));

        Assert.Contains("│ [red]popular[/] │     1 │", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void PlainReporter_ManyReports_WritesALineInTwoSeconds()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var clock = new Clock();
        var reporter = new PlainReporter(output, clock);

        for (int i = 0; i <= 50; i++)
        {
            reporter.Progress("train neumf", i / 50.0, $"epoch {i / 10}");
            clock.Seconds += 0.1;
        }
        reporter.Message("train neumf: done");

        Assert.Equal("train neumf: 40 %, epoch 2\ntrain neumf: 80 %, epoch 4\ntrain neumf: done\n", output.ToString());
    }

    [Theory]
    [InlineData(999, "999 B")]
    [InlineData(12_345, "12.3 kB")]
    [InlineData(12_345_678, "12.3 MB")]
    public void Bytes_AreShownInDecimalUnits(long bytes, string expected) => Assert.Equal(expected, Units.Bytes(bytes));

    [Theory]
    [InlineData(0.04, "0.0 s")]
    [InlineData(59.9, "59.9 s")]
    [InlineData(125, "2 min 05 s")]
    public void Seconds_AreShownInMinutesFromOneOn(double seconds, string expected) => Assert.Equal(expected, Units.Seconds(seconds));

    [Theory]
    [InlineData(1234, "1234")]
    [InlineData(0.123456, "0.1235")]
    [InlineData(0.0000012, "1.2E-06")]
    public void Figure_HasFourDigits(double value, string expected) => Assert.Equal(expected, Units.Figure(value));

    /// <summary>Ticks in milliseconds, as the test sets it.</summary>
    private sealed class Clock : TimeProvider
    {
        public double Seconds { get; set; }

        public override long TimestampFrequency => 1000;

        public override long GetTimestamp() => (long)Math.Round(Seconds * 1000);
    }
}
