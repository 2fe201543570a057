using System.Diagnostics;
using System.Globalization;

namespace Microsoft.ML.ConvNet.Benchmarks.Measurement;

/// <summary>What other programs (and other guests of the same host) took of the processors while something was measured: figures from a busy machine mislead.</summary>
internal sealed class ForeignLoad
{
    private const string StatisticsFile = "/proc/stat";
    private const double TicksPerSecond = 100;
    private const double Tolerable = 0.05;

    private readonly Func<TimeSpan> _ownTime;
    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly double _busy;
    private readonly TimeSpan _own;

    /// <param name="ownTime">Processor time so far of all processes that belong to the measurement.</param>
    public ForeignLoad(Func<TimeSpan> ownTime)
    {
        _ownTime = ownTime;
        _busy = BusySeconds();
        _own = ownTime();
    }

    /// <summary>Processors that others kept busy since the start, on average; 0 where the system does not tell.</summary>
    public double Processors =>
        File.Exists(StatisticsFile)
            ? Math.Max(0, (BusySeconds() - _busy - (_ownTime() - _own).TotalSeconds) / Stopwatch.GetElapsedTime(_start).TotalSeconds)
            : 0;

    /// <summary>A sentence for the reader of a table, or nothing on a quiet machine.</summary>
    public static string Warning(double processors) =>
        processors <= Tolerable ? "" : string.Create(CultureInfo.InvariantCulture, $"The machine was not quiet: others used {processors:0.00} processors meanwhile. Do not quote these figures.");

    private static double BusySeconds()
    {
        if (!File.Exists(StatisticsFile)) return 0;

        // "cpu", then user, nice, system, idle, iowait, irq, softirq, steal.
        double[] ticks = [.. File.ReadLines(StatisticsFile).First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(text => double.Parse(text, CultureInfo.InvariantCulture))];
        return (ticks.Sum() - ticks[3] - ticks[4]) / TicksPerSecond;
    }
}
