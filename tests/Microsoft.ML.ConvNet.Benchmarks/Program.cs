using System.ComponentModel;
using Microsoft.ML.ConvNet.Benchmarks.Commands;
using Microsoft.ML.ConvNet.Benchmarks.Contestants;

namespace Microsoft.ML.ConvNet.Benchmarks;

internal static class Program
{
    private static readonly Benchmark s_networks = new ComparisonBenchmark("networks", Duty.Train), s_scoring = new ComparisonBenchmark("scoring", Duty.Score), s_scaling = new ScalingBenchmark();

    private static readonly (string Name, Benchmark Benchmark)[] s_all =
    [
        ("networks", s_networks), ("scaling", s_scaling), ("scoring", s_scoring), ("pipeline", new PipelineBenchmark()), ("profiles", new ProfilesBenchmark()),
    ];

    private static int Main(string[] arguments)
    {
        try
        {
            var options = BenchmarkOptions.Parse(arguments);
            switch (options.Command)
            {
                case "all":
                    MeasureCommand.Run(options, isContinued: true, [.. s_all.Select(one => one.Benchmark)]);
                    break;
                case "document":
                    DocumentCommand.Run(options, s_all);
                    break;
                case "networks":
                    MeasureCommand.Run(options, isContinued: false, s_networks);
                    break;
                case "blocks":
                    MeasureCommand.Run(options, isContinued: false, new ComparisonBenchmark("blocks", Duty.Differentiate));
                    break;
                case "scaling":
                    MeasureCommand.Run(options, isContinued: false, s_scaling);
                    break;
                case "scoring":
                    MeasureCommand.Run(options, isContinued: false, s_scoring);
                    break;
                case "pipeline":
                    MeasureCommand.Run(options, isContinued: false, new PipelineBenchmark());
                    break;
                case "profiles":
                    MeasureCommand.Run(options, isContinued: false, new ProfilesBenchmark());
                    break;
                case "kernels":
                    KernelsCommand.Run(options);
                    break;
                case "algorithms":
                    AlgorithmsCommand.Run(options);
                    break;
                case "architectures":
                    ArchitecturesCommand.Run(options);
                    break;
                case "augmentation":
                    AugmentationCommand.Run(options);
                    break;
                case "experiments":
                    ExperimentsCommand.Run(options);
                    break;
                case "profile":
                    ProfileCommand.Run(options);
                    break;
                case "worker":
                    WorkerCommand.Run(options);
                    break;
                default:
                    throw new UsageException($"There is no mode '{options.Command}'.");
            }

            return 0;
        }
        catch (UsageException exception)
        {
            Console.Error.WriteLine(exception.Message);
            Console.Error.WriteLine(BenchmarkOptions.Usage);
            return 2;
        }
        catch (Exception exception) when (exception is InvalidOperationException or FormatException or IOException or UnauthorizedAccessException or Win32Exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
