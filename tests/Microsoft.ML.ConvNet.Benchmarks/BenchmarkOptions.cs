using System.Globalization;
using Microsoft.ML.ConvNet.Benchmarks.Contestants;

namespace Microsoft.ML.ConvNet.Benchmarks;

/// <summary>The command line.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        usage: MODE [options]
          all                networks, scaling, scoring, pipeline and profiles; continues what an earlier run has begun
          document           writes the tables of what "all" and "kernels" have measured into docs/performance.md
          networks           training steps of whole networks, beside PyTorch when --peer is given
          blocks             forward and backward of typical blocks of layers, likewise
          scaling            training steps on one thread and on two
          scoring            batches of 1 and 32, beside PyTorch (--peer) and ONNX Runtime (--onnxruntime)
          pipeline           scoring through ML.NET beside the engine alone
          profiles           where the time of a step goes, by kind of work
          kernels            every convolution and dense layer of LeNet-5 and Small, with each instruction set, on one thread
          algorithms         single convolutions by each algorithm, on one thread
          architectures      every built-in architecture: size, cost, images a second
          augmentation       what feeding and augmentation take from training, in memory and prepared ahead
          experiments        what a search finds in a given time, beside the default options trained as long, and halving beside random search; hours, continues
          profile WORKLOAD   microseconds by step of one training step, or with --duty Score of scoring
        options:
          --workloads A,B    only these workloads, networks (kernels) or groups of shapes (algorithms: networks, one, few)
          --threads 1,2      numbers of threads; profile and experiments take one (experiments: default all)
          --repeats N        measured rounds (default 5)
          --seconds S        length of a slice (default 1), which has at least three steps, or of an iteration (kernels and algorithms: default 0.01)
          --minutes M        begin nothing new after so many minutes (default: no end); experiments: length of a search (default: 5, then 15)
          --seeds N          experiments: seeds (default 3)
          --data A,B@N       experiments: folders with train and test, each of class folders; with N, so many training pictures of it, evenly taken
          --batch N          scoring, profile --duty Score, kernels: images of a batch (kernels: default 64, a training batch: a layer's activations need not fit the cache)
          --duty D           profile: Train (default) or Score
          --peer PYTHON      a Python with PyTorch
          --onnxruntime DIR  a folder with node_modules/onnxruntime-node
          --set NAME         the kernels, for example AVX2 (kernels: default all; profile, algorithms: default the fastest)
          --output DIR       where results go (default artifacts/bench)
        """;

    /// <summary>The mode.</summary>
    public required string Command { get; init; }

    /// <summary>What the mode is applied to (profile, worker).</summary>
    public string? Subject { get; init; }

    /// <summary>Names to keep; empty for all.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    public IReadOnlyList<int> Threads { get; init; } = [1, 2];

    /// <summary>Measured rounds.</summary>
    public int Repeats { get; init; } = 5;

    /// <summary>Length of a slice; null for the mode's default.</summary>
    public double? Seconds { get; init; }

    /// <summary>Images of a batch (kernels); null for the workload's own.</summary>
    public int? Batch { get; init; }

    /// <summary>A Python with PyTorch, or null to measure without a peer.</summary>
    public string? Peer { get; init; }

    /// <summary>Name of a kernel set, or null for the fastest.</summary>
    public string? KernelSet { get; init; }

    /// <summary>What is done over and over (worker, profile).</summary>
    public Duty Duty { get; init; }

    /// <summary>After which nothing new is begun.</summary>
    public double Minutes { get; init; } = double.PositiveInfinity;

    /// <summary>Seeds (experiments).</summary>
    public int Seeds { get; init; } = 3;

    /// <summary>Folders of pictures, perhaps with a number behind an at sign (experiments).</summary>
    public IReadOnlyList<string> Data { get; init; } = [];

    /// <summary>ONNX Runtime, or null to measure without it.</summary>
    public OnnxRuntimeSetup? OnnxRuntime => OnnxRuntimeFolder is null ? null : new OnnxRuntimeSetup("node", Path.GetFullPath(OnnxRuntimeFolder), Path.Combine(Output, "onnx"));

    /// <summary>Where ONNX Runtime is installed.</summary>
    public string? OnnxRuntimeFolder { get; init; }

    public string Output { get; init; } = Path.Combine("artifacts", "bench");

    /// <exception cref="UsageException">The command line is wrong.</exception>
    public static BenchmarkOptions Parse(string[] arguments)
    {
        if (arguments.Length == 0) throw new UsageException("A mode is missing.");
        var options = new BenchmarkOptions { Command = arguments[0] };
        for (int i = 1; i < arguments.Length; i++)
        {
            string name = arguments[i];
            options = name switch
            {
                "--workloads" => options with { Workloads = Value().Split(',', StringSplitOptions.RemoveEmptyEntries) },
                "--threads" => options with { Threads = [.. Value().Split(',').Select(Positive)] },
                "--repeats" => options with { Repeats = Positive(Value()) },
                "--seconds" => options with { Seconds = PositiveNumber(Value()) },
                "--batch" => options with { Batch = Positive(Value()) },
                "--peer" => options with { Peer = Value() },
                "--set" => options with { KernelSet = Value() },
                "--output" => options with { Output = Value() },
                "--onnxruntime" => options with { OnnxRuntimeFolder = Value() },
                "--minutes" => options with { Minutes = PositiveNumber(Value()) },
                "--seeds" => options with { Seeds = Positive(Value()) },
                "--data" => options with { Data = Value().Split(',', StringSplitOptions.RemoveEmptyEntries) },
                "--duty" => options with { Duty = Enum.TryParse<Duty>(Value(), out var duty) ? duty : throw new UsageException("--duty is Train, Differentiate or Score.") },
                _ when !name.StartsWith('-') && options.Subject is null => options with { Subject = name },
                _ => throw new UsageException($"The argument '{name}' is not known."),
            };

            string Value() => ++i < arguments.Length ? arguments[i] : throw new UsageException($"{name} needs a value.");
        }

        return options;
    }

    /// <summary>The kernels that were asked for.</summary>
    public Kernels.KernelSet FindKernelSet() =>
        KernelSet is null
            ? Kernels.KernelSet.Best
            : Kernels.KernelSet.Supported.FirstOrDefault(set => string.Equals(set.Name, KernelSet, StringComparison.OrdinalIgnoreCase))
                ?? throw new UsageException($"This processor has no kernels '{KernelSet}'; it has {string.Join(", ", Kernels.KernelSet.Supported)}.");

    private static int Positive(string text) =>
        int.TryParse(text, CultureInfo.InvariantCulture, out int value) && value > 0 ? value : throw new UsageException($"'{text}' is not a positive whole number.");

    private static double PositiveNumber(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double value) && value > 0 && double.IsFinite(value)
            ? value
            : throw new UsageException($"'{text}' is not a positive number.");
}
