namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>
/// EfficientNet B0 to B7 (Tan, Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019) with torchvision's names: mobile inverted bottlenecks with
/// squeeze-and-excitation and SiLU, scaled together in width and depth. Images from 1x1 (of use from about 32x32); each size has its classic input.
/// </summary>
internal static class EfficientNet
{
    /// <summary>Width, depth, classic input size and dropout of B0 to B7.</summary>
    private static readonly (double Width, double Depth, int Size, float Dropout)[] Scales =
    [
        (1.0, 1.0, 224, 0.2f), (1.0, 1.1, 240, 0.2f), (1.1, 1.2, 260, 0.3f), (1.2, 1.4, 300, 0.3f), (1.4, 1.8, 380, 0.4f), (1.6, 2.2, 456, 0.4f), (1.8, 2.6, 528, 0.5f), (2.0, 3.1, 600, 0.5f),
    ];

    /// <summary>The paper's table 1: expansion, kernel, stride, channels, repeats.</summary>
    private static readonly (int Expansion, int Kernel, int Stride, int Channels, int Repeats)[] Stages =
        [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)];

    /// <summary>Probability that the last block's branch is dropped; earlier blocks' grow to it in proportion.</summary>
    private const float StochasticDepth = 0.2f;

    /// <summary>The side of the images for which a size was made.</summary>
    public static int ClassicSize(int size) => Scales[size].Size;

    /// <param name="size">0 to 7.</param>
    public static Network Build(ImageShape image, int classCount, int size)
    {
        var (width, depth, _, dropout) = Scales[size];

        // Torchvision's B5 to B7 have the norms of the original TensorFlow code, the others PyTorch's defaults.
        var norm = size < 5 ? new BatchNormLayer() : new BatchNormLayer { Epsilon = 1e-3f, Momentum = 0.01f };
        int[] repeats = [.. Stages.Select(stage => (int)Math.Ceiling(stage.Repeats * depth))];
        int blocks = repeats.Sum(), block = 0;
        var builder = new NetworkBuilder(image);
        builder.Scope("features", features =>
        {
            features.Scope("0", stem => ConvolutionNorm(stem, norm, MobileNetV2.MakeDivisible(32 * width), 3, 2).SiLU("2"));
            for (int i = 0; i < Stages.Length; i++)
            {
                var stage = Stages[i];
                int outputs = MobileNetV2.MakeDivisible(stage.Channels * width);
                features.Scope($"{i + 1}", scope =>
                {
                    for (int repeat = 0; repeat < repeats[i]; repeat++, block++)
                    {
                        float probability = StochasticDepth * block / blocks;
                        int stride = repeat == 0 ? stage.Stride : 1;
                        scope.Scope($"{repeat}", one => InvertedBottleneck(one, norm, stage.Expansion, stage.Kernel, stride, outputs, probability));
                    }
                });
            }

            int last = MobileNetV2.MakeDivisible(Stages[^1].Channels * width);
            features.Scope($"{Stages.Length + 1}", head => ConvolutionNorm(head, norm, 4 * last, 1, 1).SiLU("2"));
        });
        return builder
            .AdaptiveAveragePool(1, "avgpool").Flatten("flatten")
            .Scope("classifier", classifier => classifier
                .Dropout(dropout, "0")
                .Append(new DenseLayer(classCount) { WeightInitializer = Initializer.UniformFanOut }, "1"))
            .Build();
    }

    private static void InvertedBottleneck(NetworkBuilder builder, BatchNormLayer norm, int expansion, int kernel, int stride, int outputs, float dropProbability)
    {
        int inputs = builder.Current.Shape.Channels, hidden = MobileNetV2.MakeDivisible(inputs * expansion);
        if (stride == 1 && inputs == outputs) builder.Residual(Body);
        else Body(builder);

        void Body(NetworkBuilder body)
        {
            body.Scope("block", scope =>
            {
                int index = 0;
                if (hidden != inputs) scope.Scope($"{index++}", expand => ConvolutionNorm(expand, norm, hidden, 1, 1).SiLU("2"));
                scope.Scope($"{index++}", depthwise => ConvolutionNorm(depthwise, norm, hidden, kernel, stride, groups: hidden).SiLU("2"));
                scope.SqueezeExcitation(Math.Max(1, inputs / 4), new SiLULayer(), new SigmoidLayer(), $"{index++}");
                scope.Scope($"{index}", project => ConvolutionNorm(project, norm, outputs, 1, 1));
            });
            if (stride == 1 && inputs == outputs) body.StochasticDepth(dropProbability, "stochastic_depth");
        }
    }

    private static NetworkBuilder ConvolutionNorm(NetworkBuilder builder, BatchNormLayer norm, int channels, int kernel, int stride, int groups = 1) => builder
        .Append(
            new ConvolutionLayer(channels, kernel) { Stride = stride, Padding = kernel / 2, Groups = groups, HasBias = false, WeightInitializer = Initializer.HeNormalFanOut },
            "0")
        .Append(norm, "1");
}
