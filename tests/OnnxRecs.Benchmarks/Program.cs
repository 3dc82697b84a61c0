using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using OnnxRecs.Benchmarks;
using OnnxRecs.Benchmarks.Bundle;
using OnnxRecs.Benchmarks.Classical;
using OnnxRecs.Benchmarks.Parsing;
using OnnxRecs.Benchmarks.Ranking;
using OnnxRecs.Benchmarks.Search;
using OnnxRecs.Benchmarks.Training;

#pragma warning disable RS0030 // Console is banned elsewhere: here the benchmarks meet the terminal.
TextWriter output = Console.Out;
#pragma warning restore RS0030

if (args is ["parsing", var set, var path]) return ParsingRun.RunOne(set, path, output);
if (args is ["parsing"]) return ParsingRun.Run(output);

// "parsing", "classical", "ann", "evaluation", "bundle" or "training" alone, everything with --filter '*', else what BenchmarkDotNet understands.
bool all = args is ["--filter", "*"];
if (args is ["ann", ..]) return AnnComparison.Run(output, TimeProvider.System, args[1..]);
if (args is ["classical"]) return ClassicalComparison.Run(output);
if (args is ["bundle", ..]) return BundleComparison.Run(output, TimeProvider.System, args[1..]);
if (args is ["evaluation", ..]) return EvaluationComparison.Run(output, TimeProvider.System);
if (args is not ["training", ..])
{
    // In this process: the generated project of the other toolchain knows neither the engines nor the folder of the outputs.
    IConfig config = DefaultConfig.Instance
        .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance).WithIterationCount(15).WithWarmupCount(5))
        .AddDiagnoser(MemoryDiagnoser.Default)
        .AddColumn(StatisticColumn.Min, StatisticColumn.Median)
        .HideColumns(Column.Error, Column.StdDev, Column.RatioSD, Column.Gen0, Column.Gen1)
        .WithArtifactsPath(Path.Combine(AppContext.BaseDirectory, "BenchmarkDotNet.Artifacts"));
    BenchmarkSwitcher.FromAssembly(typeof(SyntheticData).Assembly).Run(args, config);
    if (!all) return 0;
    EvaluationComparison.Run(output, TimeProvider.System);
    BundleComparison.Run(output, TimeProvider.System, []);
    AnnComparison.Run(output, TimeProvider.System, []);
    ParsingRun.Run(output);
    ClassicalComparison.Run(output);
}
return TrainingComparison.Run(output, TimeProvider.System, all ? [] : args[1..]);
