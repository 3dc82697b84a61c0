using System.CommandLine;
using System.Text.Json.Nodes;
using OnnxRecs.Artifacts;
using OnnxRecs.Config;
using OnnxRecs.Data;
using OnnxRecs.Pipeline;
using OnnxRecs.Study.Analysis;
using OnnxRecs.Study.Describe;
using OnnxRecs.Study.Pages;

namespace OnnxRecs.Cli;

/// <summary><c>onnxrecs data describe</c>: what a data set holds, as tables and as a page with pictures.</summary>
internal static class DataDescribeCommand
{
    public const string PageName = "describe.html";

    public static Command Create(Terminal terminal, TimeProvider time)
    {
        var name = new Argument<string?>("NAME") { Description = "The data set; default: that of the settings", Arity = ArgumentArity.ZeroOrOne };
        name.Validators.Add(CommonOptions.RefuseOptions);
        var page = new Option<string?>("--out") { Description = $"File that takes the page [default: models/NAME/{PageName}]", HelpName = "FILE" };
        var command = new Verb(
            "describe",
            "Shows what a data set holds: sizes, spreads, long tail, values, times, genres, people, cold users.",
            """
            The same figures are written with pictures to a page that needs no network.

            Examples:
              onnxrecs data describe
              onnxrecs data describe ml-1m --out ml-1m.html
            """)
        {
            name,
            page,
            CommonOptions.Json,
        };
        command.SetAction((line, cancel) =>
        {
            PipelineConfig config = CommonOptions.LoadConfig(line);
            if (line.GetValue(name) is { } other) config = config with { Dataset = other, Table = other == config.Dataset ? config.Table : null };
            Dataset dataset = LiveReporter.Run(terminal, time, reporter => DatasetReader.Read(config, reporter, cancel));
            DatasetDescription description = DatasetDescription.Of(dataset);
            string file = line.GetValue(page) ?? Path.Combine(PipelineRunner.FolderOf(config), PageName);
            AtomicFile.WriteText(file, DescriptionPage.ToHtml(description));
            if (line.GetValue(CommonOptions.Json)) terminal.WriteJson(WithPage(DescriptionJson.Of(description), file));
            else Write(description, file, terminal);
            return Task.CompletedTask;
        });
        return command;
    }

    private static JsonObject WithPage(JsonObject figures, string file)
    {
        figures["page"] = file;
        return figures;
    }

    private static void Write(DatasetDescription description, string file, Terminal terminal)
    {
        terminal.Out.WriteLine($"{description.Name}: {description.Licence}");
        foreach (string note in description.Notes) terminal.Out.WriteLine($"Note: {note}");
        foreach (Section section in Sections.Of(description))
        {
            foreach (FigureTable table in section.Tables)
            {
                terminal.Out.WriteLine();
                terminal.Out.WriteLine(table.Title);
                new TextTable(table.Headers, table.Rows).Write(terminal);
            }
        }
        if (description.Missing.Count > 0)
        {
            terminal.Out.WriteLine();
            terminal.Out.WriteLine("What is missing");
            foreach (string sentence in description.Missing) terminal.Out.WriteLine($"  {sentence}");
        }
        terminal.Out.WriteLine();
        terminal.Out.WriteLine($"Page with pictures: {file}");
    }
}
