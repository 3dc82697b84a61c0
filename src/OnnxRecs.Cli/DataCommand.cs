using System.CommandLine;
using OnnxRecs.Data;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs data</c>: reads, splits and stores a data set; <c>onnxrecs data sample</c> writes the invented one.</summary>
internal static class DataCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var command = new Verb(
            "data",
            "Reads the data set, filters and splits it, and stores it for the later stages.",
            """
            Sets are looked for in dataDirectory, then in the folder that ONNXRECS_DATA names, then downloaded.

            Examples:
              onnxrecs data
              onnxrecs data --set dataset=ml-1m --set relevance=3
            """)
        {
            CommonOptions.Force,
            CommonOptions.Json,
        };
        command.Add(DataListCommand.Create(terminal, time));
        command.Add(DataFetchCommand.Create(terminal, time));
        command.Add(DataCheckCommand.Create(terminal, time));
        command.Add(CreateSample(terminal));
        command.Add(DataDescribeCommand.Create(terminal, time));
        command.SetAction((line, cancel) =>
        {
            StageRun.RunStage("data", [], line, terminal, time, cancel);
            return Task.CompletedTask;
        });
        return command;
    }

    private static Command CreateSample(Terminal terminal)
    {
        var folder = new Option<string>("--out") { Description = "Folder that takes the files", HelpName = "FOLDER", Required = true };
        var seed = new Option<int>("--seed") { Description = "Other seeds give other people with other tastes", HelpName = "N", DefaultValueFactory = _ => (int)new SampleOptions().Seed };
        var command = new Verb(
            "sample",
            "Writes the invented sample data set in the format of MovieLens.",
            """
            Example:
              onnxrecs data sample --out data/sample
            """)
        {
            folder,
            seed,
        };
        command.SetAction(line =>
        {
            SampleGenerator.Write(new SampleOptions { Seed = (ulong)line.GetValue(seed) }, line.GetValue(folder)!);
            terminal.Error.WriteLine($"Wrote the sample to {line.GetValue(folder)}");
        });
        return command;
    }
}
