using System.Globalization;

namespace Microsoft.ML.ConvNet.Benchmarks;

/// <summary>The command line.</summary>
internal sealed record BenchmarkOptions
{
    public const string Usage = """
        usage: MODE [options]
          networks           training steps of whole networks, beside PyTorch when --peer is given
          blocks             forward and backward of typical blocks of layers, likewise
          kernels            every convolution and dense layer of LeNet-5 and Small, with each instruction set, on one thread
          algorithms         single convolutions by each algorithm, on one thread
          architectures      every built-in architecture: size, cost, images a second
          profile WORKLOAD   microseconds by step of one training step
        options:
          --workloads A,B    only these workloads (networks, blocks), networks (kernels) or groups of shapes (algorithms: networks, one, few)
          --threads 1,2      numbers of threads; profile takes one
          --repeats N        measured rounds (default 7)
          --seconds S        length of a slice (default 1.5; kernels: 0.01, algorithms: 0.02)
          --batch N          kernels: images of a batch (default 64, a training batch: a layer's activations need not fit the second-level cache)
          --peer PYTHON      a Python with PyTorch
          --set NAME         profile, algorithms: the kernels, for example AVX2 (default: the fastest)
          --output DIR       where the JSON files go (default artifacts/bench)
        """;

    /// <summary>The mode.</summary>
    public required string Command { get; init; }

    /// <summary>What the mode is applied to (profile, worker).</summary>
    public string? Subject { get; init; }

    /// <summary>Names to keep; empty for all.</summary>
    public IReadOnlyList<string> Workloads { get; init; } = [];

    public IReadOnlyList<int> Threads { get; init; } = [1, 2];

    public int Repeats { get; init; } = 7;

    /// <summary>Length of a slice; null for the mode's default.</summary>
    public double? Seconds { get; init; }

    /// <summary>Images of a batch (kernels); null for the workload's own.</summary>
    public int? Batch { get; init; }

    /// <summary>A Python with PyTorch, or null to measure without a peer.</summary>
    public string? Peer { get; init; }

    /// <summary>Name of a kernel set, or null for the fastest.</summary>
    public string? KernelSet { get; init; }

    /// <summary>Whether a worker's step ends with the optimizer's update.</summary>
    public bool WithUpdate { get; init; } = true;

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
                "--seconds" => options with { Seconds = PositiveSeconds(Value()) },
                "--batch" => options with { Batch = Positive(Value()) },
                "--peer" => options with { Peer = Value() },
                "--set" => options with { KernelSet = Value() },
                "--output" => options with { Output = Value() },
                "--no-update" => options with { WithUpdate = false },
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

    private static double PositiveSeconds(string text) =>
        double.TryParse(text, CultureInfo.InvariantCulture, out double value) && value > 0 && double.IsFinite(value)
            ? value
            : throw new UsageException($"'{text}' is not a positive number of seconds.");
}
