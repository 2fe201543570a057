namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>
/// Residual networks (He, Zhang, Ren, Sun: Deep Residual Learning for Image Recognition, 2016) with torchvision's names: basic blocks in ResNet-18 and 34, bottlenecks in 50,
/// 101 and 152, with the stride in the bottleneck's 3x3 convolution as torchvision has it. Images from 1x1 (of use from about 64x64), classically 224x224.
/// </summary>
internal static class ResNet
{
    private const int Expansion = 4;

    /// <param name="depth">18, 34, 50, 101 or 152.</param>
    public static Network Build(ImageShape image, int classCount, int depth)
    {
        int[] blocks = depth switch
        {
            18 => [2, 2, 2, 2],
            34 or 50 => [3, 4, 6, 3],
            101 => [3, 4, 23, 3],
            152 => [3, 8, 36, 3],
            _ => throw new ArgumentOutOfRangeException(nameof(depth), depth, "Residual networks have 18, 34, 50, 101 or 152 layers."),
        };
        bool hasBottlenecks = depth >= 50;
        var builder = new NetworkBuilder(image);
        builder.ConvolutionNorm(64, 7, stride: 2, convolution: "conv1", norm: "bn1").ReLU("relu").MaxPool(3, 2, 1, name: "maxpool");
        for (int stage = 0; stage < blocks.Length; stage++)
        {
            int width = 64 << stage;
            builder.Scope($"layer{stage + 1}", layer =>
            {
                for (int block = 0; block < blocks[stage]; block++)
                {
                    int stride = stage > 0 && block == 0 ? 2 : 1;
                    layer.Scope($"{block}", scope => Block(scope, width, hasBottlenecks ? Expansion * width : width, stride, hasBottlenecks));
                }
            });
        }

        return builder
            .AdaptiveAveragePool(1, "avgpool").Flatten("flatten")
            .Append(new DenseLayer(classCount) { WeightInitializer = Initializer.Uniform, BiasInitializer = Initializer.Uniform }, "fc")
            .Build();
    }

    private static void Block(NetworkBuilder builder, int width, int outputs, int stride, bool isBottleneck)
    {
        bool changesShape = stride != 1 || builder.Current.Shape.Channels != outputs;
        builder
            .Residual(
                body =>
                {
                    if (isBottleneck)
                    {
                        body.ConvolutionNorm(width, 1, convolution: "conv1", norm: "bn1").ReLU("relu1");
                        body.ConvolutionNorm(width, 3, stride, convolution: "conv2", norm: "bn2").ReLU("relu2");
                        body.ConvolutionNorm(outputs, 1, convolution: "conv3", norm: "bn3");
                    }
                    else
                    {
                        body.BasicBody(outputs, stride);
                    }
                },
                shortcut =>
                {
                    if (changesShape) shortcut.Scope("downsample", scope => scope.ConvolutionNorm(outputs, 1, stride));
                })
            .ReLU("relu");
    }
}
