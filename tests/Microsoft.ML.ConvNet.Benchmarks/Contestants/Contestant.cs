using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.ML.ConvNet.Benchmarks.Reports;

namespace Microsoft.ML.ConvNet.Benchmarks.Contestants;

/// <summary>
/// A process that works on one workload in slices: it prints one line of JSON when it is ready, then one for each line "SECONDS BATCH" that it reads. Ours and
/// the peers are processes of the same kind, so that start-up is not measured and each has its own peak of memory. Between slices it sleeps.
/// </summary>
internal sealed class Contestant : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;

    /// <summary>Starts the process and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended instead.</exception>
    public Contestant(ContestantStart start)
    {
        Start = start;
        start.Process.RedirectStandardInput = true;
        start.Process.RedirectStandardOutput = true;
        _process = Process.Start(start.Process) ?? throw new InvalidOperationException($"The process of {Name} did not start.");
        Ready = Receive<ContestantReady>();
    }

    public ContestantStart Start { get; }

    public string Name => Start.Name;

    public ContestantReady Ready { get; }

    /// <summary>Processor time of the process so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Works for about this long, in any case for one step.</summary>
    public SliceResult Run(double seconds, int batch)
    {
        // The threads of whoever ran before spin for a while before they sleep.
        Thread.Sleep(Rest);
        _process.StandardInput.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{seconds:R} {batch}"));
        _process.StandardInput.Flush();
        var slice = Receive<SliceResult>();
        if (!double.IsFinite(slice.Check)) throw new InvalidOperationException($"The result of {Name} became {slice.Check}: what it computes cannot be compared.");
        return slice;
    }

    public void Dispose()
    {
        // The end of its input ends it.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    private T Receive<T>()
    {
        string? line = _process.StandardOutput.ReadLine();
        if (line is null)
        {
            _process.WaitForExit();
            throw new InvalidOperationException($"The process of {Name} ended with code {_process.ExitCode}; what it had to say is above.");
        }

        return JsonSerializer.Deserialize<T>(line, ResultFile.LineFormat) ?? throw new InvalidOperationException($"{Name} answered '{line}'.");
    }
}
