using Microsoft.ML.ConvNet.Execution;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>The workloads by name.</summary>
internal static class WorkloadCatalog
{
    private const int NetworkBatch = 64;
    private const int Classes = 10;
    private const int PhotoClasses = 1000;
    private const ulong Seed = 1;

    private static readonly ImageShape Digit = new(1, 28, 28);
    private static readonly ImageShape Thumbnail = new(3, 32, 32);
    private static readonly ImageShape Photo = new(3, 224, 224);

    private static readonly Dictionary<string, Func<string, Workload>> All = new(StringComparer.Ordinal)
    {
        ["lenet5"] = name => FromNetwork(name, ConvNetArchitecture.LeNet5.Build(Digit, Classes)),
        ["lenet5-relu"] = name => FromNetwork(name, ConvNetArchitecture.LeNet5ReLU.Build(Digit, Classes)),
        ["small"] = name => FromNetwork(name, ConvNetArchitecture.Small.Build(Digit, Classes)),
        ["resnet20"] = name => FromNetwork(name, ConvNetArchitecture.CifarResNet(20, hasProjections: true).Build(Thumbnail, Classes), 128),
        ["vgg11-bn-32"] = name => FromNetwork(name, ThumbnailVgg()),
        ["alexnet"] = name => FromNetwork(name, ConvNetArchitecture.AlexNet.Build(new ImageShape(3, 227, 227), PhotoClasses), 32),
        ["vgg16"] = name => FromNetwork(name, ConvNetArchitecture.Vgg('D').Build(Photo, PhotoClasses), 4),
        ["resnet18"] = name => FromNetwork(name, ConvNetArchitecture.ResNet(18).Build(Photo, PhotoClasses), 16),
        ["resnet50"] = name => FromNetwork(name, ConvNetArchitecture.ResNet(50).Build(Photo, PhotoClasses), 8),
        ["mobilenet_v2"] = name => FromNetwork(name, ConvNetArchitecture.MobileNetV2().Build(Photo, PhotoClasses), 16),
        ["googlenet"] = name => FromNetwork(name, ConvNetArchitecture.GoogLeNet(hasAuxiliaryHeads: false).Build(Photo, PhotoClasses), 16),
        ["efficientnet_b0"] = name => FromNetwork(name, ConvNetArchitecture.EfficientNet(0).Build(Photo, PhotoClasses), 16),
        ["bottleneck-56"] = name => Blocks.Bottleneck(name, new ImageShape(256, 56, 56), 64, batch: 8),
        ["bottleneck-7"] = name => Blocks.Bottleneck(name, new ImageShape(2048, 7, 7), 512, batch: 8),
        ["inverted-residual-56"] = name => Blocks.InvertedResidual(name, new ImageShape(24, 56, 56), 144, batch: 16),
    };

    /// <summary>What each mode measures when no names are given.</summary>
    public static IReadOnlyList<string> Defaults(string mode) => mode switch
    {
        "networks" or "scaling" or "scoring" or "profiles" =>
        [
            "lenet5", "small", "resnet20", "vgg11-bn-32", "alexnet", "vgg16", "resnet18", "resnet50", "mobilenet_v2", "googlenet", "efficientnet_b0",
        ],
        "pipeline" => ["small", "resnet18"],
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

    /// <summary>VGG-A's convolutions with batch norm on 32 pixels, five times halved, and one dense layer: the form in which VGG is trained on CIFAR.</summary>
    private static Network ThumbnailVgg()
    {
        var builder = new NetworkBuilder(Thumbnail);
        foreach (int[] stage in new int[][] { [64], [128], [256, 256], [512, 512], [512, 512] })
        {
            foreach (int channels in stage) builder.Convolution(channels, 3, padding: 1, bias: false).BatchNorm().ReLU();
            builder.MaxPool(2);
        }

        return builder.Flatten().Dense(Classes).Build();
    }

    public static Workload FromNetwork(string name, Network network, int batch = NetworkBatch)
    {
        long dataGradients = network.Nodes.Where(node => !node.Inputs.Contains(Network.InputName)).Sum(node => node.MultiplyAdds);
        return new Workload(
            name, batch, network, network.Lower(), () => network.InitializeWeights(Seed), network.ParameterCount, network.MultiplyAdds, 2 * network.MultiplyAdds + dataGradients);
    }
}
