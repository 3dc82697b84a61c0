using System.CommandLine;
using OnnxRecs.Config;
using OnnxRecs.Data.Loaders;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs data fetch</c>: makes sure that a data set is here.</summary>
internal static class DataFetchCommand
{
    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var name = new Argument<string>("NAME") { Description = "A data set; see onnxrecs data list" };
        name.Validators.Add(CommonOptions.RefuseOptions);
        var command = new Verb(
            "fetch",
            "Looks for a data set here, else downloads it from its publisher, and says on what terms.",
            """
            An interrupted download goes on where it was. What comes is checked before it gets its name, what is
            here is checked too: archives and packed files by their checksums.

            Examples:
              onnxrecs data fetch ml-1m
              onnxrecs data fetch amazon-2014-digital-music
            """)
        {
            name,
        };
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            if (config.Table is not null && line.GetValue(name) == config.Dataset)
                throw new InputException($"{config.Dataset} is a table of your own ($.table): tables are not fetched; put {config.Table.File} into {config.DataDirectory}");
            LoaderEntry entry = LoaderCatalog.Get(line.GetValue(name)!);
            terminal.Error.WriteLine($"Terms of {entry.Name}: {entry.Terms}.");
            using var http = new HttpClient();
            string place = LiveReporter.Run(terminal, time, reporter =>
                DataSource.FromEnvironment(config.DataDirectory, http, reporter).LocateAsync(entry.Name, cancel).GetAwaiter().GetResult());
            DataSource.Verify(entry, place, cancel);
            foreach (string file in DataSource.FilesOf(entry, place)) terminal.Out.WriteLine(file);
            return Task.CompletedTask;
        });
        return command;
    }
}
