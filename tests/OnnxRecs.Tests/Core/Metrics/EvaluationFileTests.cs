using OnnxRecs.Metrics;
using OnnxRecs.Tests.Support;

namespace OnnxRecs.Tests.Core.Metrics;

public sealed class EvaluationFileTests
{
    private static readonly Evaluation Made = new("made", "none", ["a \"note\""], "by hand", 4, 42, "ab12", new(StringComparer.Ordinal) { ["cold"] = "few" },
    [
        new("full", "gru", "all", 3, new(StringComparer.Ordinal) { ["NDCG@10"] = new Figure(0.12345678, 0.1, 0.2), ["coverage@10"] = new Figure(0.5) }),
        new("full", "gru", "cold", 1, new(StringComparer.Ordinal) { ["NDCG@10"] = new Figure(0.25, Users: 0) }),
    ]);

    [Fact]
    public void Write_IsReadable()
    {
        using var folder = new TempFolder();

        EvaluationFile.Write(folder["e.json"], Made);

        Assert.Equal(
            """
            {
              "dataset": "made",
              "licence": "none",
              "notes": [
                "a \"note\""
              ],
              "split": "by hand",
              "relevance": 4,
              "seed": 42,
              "dataFingerprint": "ab12",
              "definitions": {
                "cold": "few"
              },
              "rows": [
                {
                  "stage": "full", "model": "gru", "group": "all", "users": 3,
                  "figures": {
                    "NDCG@10": {"value":0.123457,"low":0.1,"high":0.2},
                    "coverage@10": {"value":0.5}
                  }
                },
                {
                  "stage": "full", "model": "gru", "group": "cold", "users": 1,
                  "figures": {
                    "NDCG@10": {"value":0.25,"users":0}
                  }
                }
              ]
            }

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(folder["e.json"]));
    }

    [Fact]
    public void Read_GivesWhatWasWritten()
    {
        using var folder = new TempFolder();

        EvaluationFile.Write(folder["e.json"], Made);
        Evaluation read = EvaluationFile.Read(folder["e.json"]);

        Assert.Equal(("made", "none", "by hand", 4, 42, "ab12"), (read.Dataset, read.Licence, read.Split, read.Relevance, read.Seed, read.DataFingerprint));
        Assert.Equal(Made.Notes, read.Notes);
        Assert.Equal(Made.Definitions, read.Definitions);
        Assert.Equal(["full gru all 3", "full gru cold 1"], read.Rows.Select(row => $"{row.Stage} {row.Model} {row.Group} {row.Users}"));
        Assert.Equal(new Figure(0.123457, 0.1, 0.2), read.Rows[0].Figures["NDCG@10"]);
        Assert.Equal(new Figure(0.5), read.Rows[0].Figures["coverage@10"]);
    }

    [Fact]
    public void Write_WhatRoundsToZero_HasNoSign()
    {
        using var folder = new TempFolder();
        EvaluationRow row = new("full", "gru", "all", 3, new(StringComparer.Ordinal) { ["NDCG@10"] = new Figure(-1e-9, -4e-7, -0.0) });

        EvaluationFile.Write(folder["e.json"], Made with { Rows = [row] });

        Assert.Contains("{\"value\":0,\"low\":0,\"high\":0}", File.ReadAllText(folder["e.json"]), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_Damaged_SaysWhatToRun()
    {
        using var folder = new TempFolder();
        folder.Write("e.json", "{ \"dataset\": \"made\" }");

        var error = Assert.Throws<InvalidDataException>(() => EvaluationFile.Read(folder["e.json"]));

        Assert.EndsWith("run `onnxrecs evaluate --force`", error.Message, StringComparison.Ordinal);
    }
}
