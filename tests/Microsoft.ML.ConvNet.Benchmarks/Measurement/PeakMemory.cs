using System.Globalization;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>The most physical memory that this process has held.</summary>
internal static class PeakMemory
{
    /// <summary>Bytes; on Linux the kernel's high-water mark, which the peer reads from the same place.</summary>
    public static long Read()
    {
        const string status = "/proc/self/status", mark = "VmHWM:";
        if (!File.Exists(status))
        {
            using var process = System.Diagnostics.Process.GetCurrentProcess();
            return process.PeakWorkingSet64;
        }

        string line = File.ReadLines(status).First(line => line.StartsWith(mark, StringComparison.Ordinal));
        return 1024 * long.Parse(line[mark.Length..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture);
    }
}
