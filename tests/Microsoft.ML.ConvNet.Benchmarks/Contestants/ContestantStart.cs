using System.Diagnostics;
using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace Microsoft.ML.ConvNet.Benchmarks.Contestants;

/// <summary>How the process of a contestant is started.</summary>
/// <param name="Family">Who it is: ours, PyTorch or ONNX Runtime.</param>
/// <param name="Form">Which of its forms, a memory format for example; empty if there is one.</param>
internal sealed record ContestantStart(string Family, string Form, ProcessStartInfo Process)
{
    public const string Ours = "ours", PyTorch = "PyTorch", OnnxRuntime = "ONNX Runtime";

    public string Name => Form.Length == 0 ? Family : $"{Family} {Form}";

    /// <summary>The engine, in this program's mode "worker".</summary>
    public static ContestantStart Engine(string workload, int threads, Duty duty)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("The path of this program is not known.");
        var process = new ProcessStartInfo(program);
        if (Path.GetFileNameWithoutExtension(program) == "dotnet") process.ArgumentList.Add(typeof(ContestantStart).Assembly.Location);
        Add(process, "worker", workload, "--threads", Text(threads), "--duty", duty.ToString());
        return new ContestantStart(Ours, "", process);
    }

    /// <summary>PyTorch in one of its forms.</summary>
    /// <param name="python">A Python that has PyTorch.</param>
    /// <param name="form">A memory format (nchw, channels_last), with "traced" in front for a traced and frozen network.</param>
    /// <param name="keepsMemory">Whether glibc is told to give no memory back between steps: PyTorch is up to a quarter faster then, and larger.</param>
    public static ContestantStart Torch(string python, string workload, int threads, Duty duty, string form, bool keepsMemory)
    {
        var process = new ProcessStartInfo(python);
        Add(process, Script("pytorch_peer.py"), workload, "--threads", Text(threads), "--duty", duty.ToString(), "--form", form);

        // Every pool of threads has the same size, and OpenBLAS, which does not know processors newer than itself, is told about AVX-512.
        process.Environment["OMP_NUM_THREADS"] = Text(threads);
        process.Environment["OPENBLAS_NUM_THREADS"] = Text(threads);
        if (Avx512F.IsSupported) process.Environment.TryAdd("OPENBLAS_CORETYPE", "SkylakeX");
        if (keepsMemory)
        {
            process.Environment["MALLOC_MMAP_THRESHOLD_"] = "4294967296";
            process.Environment["MALLOC_TRIM_THRESHOLD_"] = "4294967296";
            process.Environment["MALLOC_TOP_PAD_"] = "67108864";
        }

        return new ContestantStart(PyTorch, form, process);
    }

    /// <summary>ONNX Runtime under Node.js, on PyTorch's export of the same network.</summary>
    /// <param name="node">The program.</param>
    /// <param name="modules">The folder that holds node_modules/onnxruntime-node.</param>
    /// <param name="model">The .onnx file.</param>
    public static ContestantStart Onnx(string node, string modules, string model, ImageShape shape, int threads)
    {
        var process = new ProcessStartInfo(node);
        Add(process, Script("onnxruntime_peer.js"), modules, model, Text(threads), Text(shape.Channels), Text(shape.Height), Text(shape.Width));
        return new ContestantStart(OnnxRuntime, "", process);
    }

    /// <summary>Writes PyTorch's export of a workload's network.</summary>
    public static void Export(string python, string workload, string file)
    {
        var start = new ProcessStartInfo(python);
        Add(start, Script("pytorch_peer.py"), workload, "--export", file);
        using var process = System.Diagnostics.Process.Start(start) ?? throw new InvalidOperationException("Python did not start.");
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"PyTorch did not export '{workload}'; what it had to say is above.");
    }

    private static string Script(string name) => Path.Combine(AppContext.BaseDirectory, "Contestants", name);

    private static string Text(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static void Add(ProcessStartInfo start, params string[] arguments)
    {
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
    }
}
