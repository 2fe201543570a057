using Microsoft.ML.ConvNet.Execution;
using Microsoft.ML.ConvNet.Kernels;

namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>A convolution of stride 1 that keeps the size of its input.</summary>
internal sealed record AlgorithmShape(string Group, ImageShape Input, int Kernel, int Outputs, int Batch)
{
    private SlidingWindow Window =>
        new(Kernel, Kernel, PaddingTop: (Kernel - 1) / 2, PaddingLeft: (Kernel - 1) / 2, PaddingBottom: Kernel / 2, PaddingRight: Kernel / 2);

    public CorrelationGeometry Geometry => CorrelationGeometry.Forward(Input, Window, Outputs);

    public CorrelationGeometry Transposed => CorrelationGeometry.Transposed(Input, Window, Outputs);

    /// <summary>Layers of ResNet, VGG, CIFAR ResNet and Small; the same for one image; few channels; large kernels.</summary>
    public static IReadOnlyList<AlgorithmShape> All { get; } =
    [
        new("networks", new(32, 28, 28), 3, 32, 64),
        new("networks", new(64, 14, 14), 3, 64, 64),
        new("networks", new(64, 56, 56), 3, 64, 8),
        new("networks", new(128, 28, 28), 3, 128, 8),
        new("networks", new(256, 14, 14), 3, 256, 8),
        new("networks", new(512, 7, 7), 3, 512, 16),
        new("networks", new(64, 224, 224), 3, 64, 1),
        new("networks", new(512, 28, 28), 3, 512, 2),
        new("networks", new(16, 32, 32), 3, 16, 32),
        new("one", new(64, 56, 56), 3, 64, 1),
        new("one", new(128, 28, 28), 3, 128, 1),
        new("one", new(256, 14, 14), 3, 256, 1),
        new("one", new(512, 7, 7), 3, 512, 1),
        new("one", new(512, 7, 7), 3, 512, 4),
        new("one", new(512, 7, 7), 3, 512, 8),
        new("one", new(64, 14, 14), 3, 64, 1),
        new("one", new(64, 14, 14), 3, 64, 2),
        new("few", new(3, 32, 32), 3, 32, 32),
        new("few", new(8, 32, 32), 3, 8, 32),
        new("few", new(8, 32, 32), 3, 32, 32),
        new("few", new(32, 32, 32), 3, 8, 32),
        new("few", new(12, 32, 32), 3, 12, 32),
        new("few", new(64, 5, 5), 3, 64, 64),
        new("few", new(64, 6, 6), 3, 64, 64),
        new("few", new(64, 4, 4), 3, 64, 64),
        new("few", new(64, 3, 3), 3, 64, 64),
        new("few", new(64, 2, 2), 3, 64, 64),
        new("large", new(64, 27, 27), 5, 192, 8),
        new("large", new(16, 28, 28), 5, 32, 8),
        new("large", new(48, 7, 7), 5, 128, 16),
        new("large", new(64, 56, 56), 7, 64, 2),
        new("large", new(64, 28, 28), 7, 64, 1),
        new("large", new(64, 56, 56), 11, 64, 2),
        new("large", new(64, 14, 14), 11, 64, 8),
        new("large", new(64, 56, 56), 15, 64, 1),
        new("large", new(16, 112, 112), 31, 16, 1),
    ];

    public LoweredGraph Graph()
    {
        var graph = new GraphBuilder(Input);
        var output = graph.Convolution(graph.Input, Window, new GraphParameter("weight", [Outputs, Input.Channels, Kernel, Kernel]), null);

        // Something reads the input afterwards, so that it is still there when the convolution is repeated.
        return graph.Build(graph.Concat([graph.Input, output]));
    }
}
