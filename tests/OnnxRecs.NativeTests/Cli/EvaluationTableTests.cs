using OnnxRecs.Cli;
using OnnxRecs.Metrics;
using OnnxRecs.Metrics.Statistics;

namespace OnnxRecs.NativeTests.Cli;

public class EvaluationTableTests
{
    [Theory]
    [InlineData(0.12345, "0.1235")]
    [InlineData(-0.5, "-0.5000")]
    [InlineData(-0.00001, "0.0000")]
    [InlineData(-0.0, "0.0000")]
    [InlineData(1234.56, "1234.6")]
    public void Number_WhatRoundsToZero_HasNoSign(double value, string expected) => Assert.Equal(expected, ReportTable.Number(value));

    [Fact]
    public void Comparison_BothTests_StandBesideTheirCorrection()
    {
        var comparison = new Comparison("full/a", "full/b",
        [
            new("HR@10", false, new Figure(0.3, 0.25, 0.35), new Figure(0.3, -1e-7, 0.35), new PairedTest(-1e-6, 0.01, 0.02, 9), 0.03, 0.06),
            new("coverage@10", false, new Figure(0.5), new Figure(0.25), null, null, null),
        ]);
        using var output = new StringWriter { NewLine = "\n" };

        ComparisonTable.Write(comparison, new Terminal(output, TextWriter.Null, OutIsTerminal: false, ErrorIsTerminal: false), json: false);

        string[] lines = [.. output.ToString().Split('\n').Select(line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries)))];
        Assert.Equal("metric better A 95 % B 95 % A - B p random Holm p t Holm users", lines[3]);
        Assert.Equal("HR@10 higher 0.3000 0.2500-0.3500 0.3000 0.0000-0.3500 0.0000 0.0100 0.0300 0.0200 0.0600 9", lines[4]);
        Assert.Equal("coverage@10 higher 0.5000 0.2500 +0.2500", lines[5]);
        Assert.EndsWith("corrected for all lines of this table that have one.", lines[7], StringComparison.Ordinal);
    }
}
