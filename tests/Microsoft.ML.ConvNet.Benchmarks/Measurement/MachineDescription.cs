using System.Runtime.InteropServices;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>What figures have to be read with.</summary>
internal sealed record MachineDescription(string Processor, int LogicalProcessors, string System, string Runtime, IReadOnlyList<string> KernelSets)
{
    public static MachineDescription Read() =>
        new(ProcessorName(), Environment.ProcessorCount, RuntimeInformation.OSDescription, RuntimeInformation.FrameworkDescription, [.. KernelSet.Supported.Select(set => set.Name)]);

    public override string ToString() => $"{Processor}, {LogicalProcessors} logical processors, {Runtime}, kernels {string.Join(", ", KernelSets)}";

    private static string ProcessorName()
    {
        const string file = "/proc/cpuinfo", key = "model name";
        string? line = File.Exists(file) ? File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal)) : null;
        return line is null ? RuntimeInformation.ProcessArchitecture.ToString() : line[(line.IndexOf(':') + 1)..].Trim();
    }
}
