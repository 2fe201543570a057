using System.ComponentModel;
using Microsoft.ML.ConvNet.Benchmarks.Commands;

namespace Microsoft.ML.ConvNet.Benchmarks;

internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            var options = BenchmarkOptions.Parse(arguments);
            switch (options.Command)
            {
                case "networks":
                    CompareCommand.Run(options, "networks", withUpdate: true, fileName: "results.json");
                    break;
                case "blocks":
                    CompareCommand.Run(options, "blocks", withUpdate: false, fileName: "blocks.json");
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
        catch (Exception exception) when (exception is InvalidOperationException or IOException or UnauthorizedAccessException or Win32Exception)
        {
            Console.Error.WriteLine(exception.Message);
            return 1;
        }
    }
}
