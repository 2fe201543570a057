using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>The workloads by name.</summary>
internal static class WorkloadCatalog
{
    private const int NetworkBatch = 64;
    private const int Classes = 10;
    private const ulong Seed = 1;

    private static readonly ImageShape Digit = new(1, 28, 28);

    private static readonly Dictionary<string, Func<string, Workload>> All = new(StringComparer.Ordinal)
    {
        ["lenet5"] = name => FromNetwork(name, ConvNetArchitecture.LeNet5.Build(Digit, Classes)),
        ["lenet5-relu"] = name => FromNetwork(name, ConvNetArchitecture.LeNet5ReLU.Build(Digit, Classes)),
        ["small"] = name => FromNetwork(name, ConvNetArchitecture.Small.Build(Digit, Classes)),
        ["bottleneck-56"] = name => Blocks.Bottleneck(name, new ImageShape(256, 56, 56), 64, batch: 8),
        ["bottleneck-7"] = name => Blocks.Bottleneck(name, new ImageShape(2048, 7, 7), 512, batch: 8),
        ["inverted-residual-56"] = name => Blocks.InvertedResidual(name, new ImageShape(24, 56, 56), 144, batch: 16),
    };

    /// <summary>What each mode measures when no names are given.</summary>
    public static IReadOnlyList<string> Defaults(string mode) => mode switch
    {
        "networks" => ["lenet5", "small"],
        "blocks" => ["bottleneck-56", "bottleneck-7", "inverted-residual-56", "lenet5"],
        _ => throw new ArgumentException($"There is no mode '{mode}'.", nameof(mode)),
    };

    /// <exception cref="UsageException">There is no such workload.</exception>
    public static Workload Create(string name) =>
        All.TryGetValue(name, out var create) ? create(name) : throw new UsageException($"There is no workload '{name}'; the known ones are {string.Join(", ", All.Keys)}.");

    /// <summary>The networks whose layers the mode kernels measures.</summary>
    public static IReadOnlyList<(string Name, int Batch, Network Network)> KernelNetworks { get; } =
    [
        ("lenet5", NetworkBatch, ConvNetArchitecture.LeNet5.Build(Digit, Classes)),
        ("small", NetworkBatch, ConvNetArchitecture.Small.Build(Digit, Classes)),
    ];

    private static Workload FromNetwork(string name, Network network)
    {
        long dataGradients = network.Nodes.Where(node => !node.Inputs.Contains(Network.InputName)).Sum(node => node.MultiplyAdds);
        return new Workload(
            name, NetworkBatch, network.Lower(), network.InitializeWeights(Seed), network.ParameterCount, network.MultiplyAdds, 2 * network.MultiplyAdds + dataGradients);
    }
}
