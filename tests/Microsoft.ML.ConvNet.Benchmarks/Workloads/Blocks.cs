namespace Microsoft.ML.ConvNet.Benchmarks.Workloads;

/// <summary>Blocks of well-known networks, whose training steps decide how the execution plan is laid out.</summary>
internal static class Blocks
{
    /// <summary>ResNet-50's: 1x1 to the inner channels, 3x3, 1x1 back, each with batch norm, and the input added before the last ReLU.</summary>
    public static Workload Bottleneck(string name, ImageShape input, int innerChannels, int batch)
    {
        var block = new BlockBuilder(input);
        var value = block.BatchNormReLU(block.Convolution(block.Input, innerChannels, 1));
        value = block.BatchNormReLU(block.Convolution(value, innerChannels, 3));
        value = block.BatchNorm(block.Convolution(value, input.Channels, 1));
        return block.Build(name, batch, block.ReLU(block.Add(value, block.Input)));
    }

    /// <summary>MobileNetV2's: 1x1 to many channels, depthwise 3x3, 1x1 back, the input added. ReLU for ReLU6 here and in the peer: the engine has no ReLU6 yet.</summary>
    public static Workload InvertedResidual(string name, ImageShape input, int expandedChannels, int batch)
    {
        var block = new BlockBuilder(input);
        var value = block.BatchNormReLU(block.Convolution(block.Input, expandedChannels, 1));
        value = block.BatchNormReLU(block.DepthwiseConvolution(value, 3));
        value = block.BatchNorm(block.Convolution(value, input.Channels, 1));
        return block.Build(name, batch, block.Add(value, block.Input));
    }
}
