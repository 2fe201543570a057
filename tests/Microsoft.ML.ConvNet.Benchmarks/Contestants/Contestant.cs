using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;
using System.Text.Json;
using Microsoft.ML.ConvNet.Benchmarks.Reports;

namespace Microsoft.ML.ConvNet.Benchmarks.Contestants;

/// <summary>
/// A process that trains one workload in slices: it prints one line of JSON when it is ready, then one for each number of seconds that it reads. Ours and
/// the peers are processes of the same kind, so that start-up is not measured and each has its own peak of memory. Between slices it sleeps.
/// </summary>
internal sealed class Contestant : IDisposable
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;

    private Contestant(string name, ProcessStartInfo start)
    {
        Name = name;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        _process = Process.Start(start) ?? throw new InvalidOperationException($"The process of {name} did not start.");
        Ready = Receive<ContestantReady>();
    }

    public string Name { get; }

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

    /// <summary>The engine, in this program's mode "worker".</summary>
    public static Contestant StartEngine(string workload, int threads, bool withUpdate)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        var start = new ProcessStartInfo(program);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") start.ArgumentList.Add(typeof(Contestant).Assembly.Location);
        AddArguments(start, "worker", workload, threads, withUpdate);
        return new Contestant("ours", start);
    }

    /// <summary>PyTorch with one of its memory formats.</summary>
    /// <param name="python">A Python that has PyTorch.</param>
    /// <param name="layout">nchw or channels_last.</param>
    public static Contestant StartPyTorch(string python, string workload, int threads, bool withUpdate, string layout)
    {
        var start = new ProcessStartInfo(python);
        AddArguments(start, Path.Combine(AppContext.BaseDirectory, "Contestants", "pytorch_peer.py"), workload, threads, withUpdate);
        start.ArgumentList.Add("--layout");
        start.ArgumentList.Add(layout);

        // Every pool of threads has the same size, and OpenBLAS, which does not know processors newer than itself, is told about AVX-512.
        string count = threads.ToString(CultureInfo.InvariantCulture);
        start.Environment["OMP_NUM_THREADS"] = count;
        start.Environment["OPENBLAS_NUM_THREADS"] = count;
        if (Avx512F.IsSupported) start.Environment.TryAdd("OPENBLAS_CORETYPE", "SkylakeX");

        // glibc gives large blocks back to the system and asks for them again in every step; PyTorch is up to a quarter faster when it does not.
        start.Environment["MALLOC_MMAP_THRESHOLD_"] = "4294967296";
        start.Environment["MALLOC_TRIM_THRESHOLD_"] = "4294967296";
        start.Environment["MALLOC_TOP_PAD_"] = "67108864";
        return new Contestant($"PyTorch {layout}", start);
    }

    /// <summary>Trains for about this long.</summary>
    public SliceResult Run(double seconds)
    {
        // The threads of whoever ran before spin for a while before they sleep.
        Thread.Sleep(Rest);
        _process.StandardInput.WriteLine(seconds.ToString("R", CultureInfo.InvariantCulture));
        _process.StandardInput.Flush();
        var slice = Receive<SliceResult>();
        if (!double.IsFinite(slice.Loss)) throw new InvalidOperationException($"The loss of {Name} became {slice.Loss}: what it computes cannot be compared.");
        return slice;
    }

    public void Dispose()
    {
        // The end of its input ends it.
        _process.StandardInput.Close();
        if (!_process.WaitForExit(TimeSpan.FromSeconds(10))) _process.Kill();
        _process.Dispose();
    }

    private static void AddArguments(ProcessStartInfo start, string program, string workload, int threads, bool withUpdate)
    {
        start.ArgumentList.Add(program);
        start.ArgumentList.Add(workload);
        start.ArgumentList.Add("--threads");
        start.ArgumentList.Add(threads.ToString(CultureInfo.InvariantCulture));
        if (!withUpdate) start.ArgumentList.Add("--no-update");
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
