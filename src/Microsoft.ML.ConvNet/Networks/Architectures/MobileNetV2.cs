namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>
/// MobileNetV2 (Sandler, Howard, Zhu, Zhmoginov, Chen: MobileNetV2: Inverted Residuals and Linear Bottlenecks, 2018) with torchvision's names. Images from 1x1 (of use from
/// about 32x32), classically 224x224.
/// </summary>
internal static class MobileNetV2
{
    /// <summary>The paper's table 2: expansion, channels, repeats, stride of the first.</summary>
    private static readonly (int Expansion, int Channels, int Repeats, int Stride)[] Stages =
        [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)];

    /// <param name="width">The paper's width multiplier: 1 gives 3,504,872 parameters with 1000 classes.</param>
    public static Network Build(ImageShape image, int classCount, double width)
    {
        var builder = new NetworkBuilder(image);
        builder.Scope("features", features =>
        {
            int index = 0;
            features.Scope($"{index++}", stem => stem.ConvolutionNorm(ConvolutionBlocks.MakeDivisible(32 * width), 3, stride: 2).ReLU6("2"));
            foreach (var (expansion, channels, repeats, stride) in Stages)
            {
                int outputs = ConvolutionBlocks.MakeDivisible(channels * width);
                for (int repeat = 0; repeat < repeats; repeat++)
                    features.Scope($"{index++}", block => block.Scope("conv", scope => InvertedResidual(scope, expansion, outputs, repeat == 0 ? stride : 1)));
            }

            features.Scope($"{index}", head => head.ConvolutionNorm(ConvolutionBlocks.MakeDivisible(1280 * Math.Max(1, width)), 1).ReLU6("2"));
        });
        return builder
            .AdaptiveAveragePool(1, "avgpool").Flatten("flatten")
            .Scope("classifier", classifier => classifier
                .Dropout(0.2f, "0")
                .Append(new DenseLayer(classCount) { WeightInitializer = Initializer.NormalOf(0.01f) }, "1"))
            .Build();
    }

    private static void InvertedResidual(NetworkBuilder builder, int expansion, int outputs, int stride)
    {
        int inputs = builder.Current.Shape.Channels, hidden = inputs * expansion;
        if (stride == 1 && inputs == outputs) builder.Residual(Body);
        else Body(builder);

        void Body(NetworkBuilder body)
        {
            int index = 0;
            if (expansion != 1) body.Scope($"{index++}", scope => scope.ConvolutionNorm(hidden, 1).ReLU6("2"));
            body.Scope($"{index++}", scope => scope.ConvolutionNorm(hidden, 3, stride, groups: hidden).ReLU6("2"));
            body.ConvolutionNorm(outputs, 1, convolution: $"{index}", norm: $"{index + 1}");
        }
    }
}
