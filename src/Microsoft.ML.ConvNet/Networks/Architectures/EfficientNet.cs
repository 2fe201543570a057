namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>
/// EfficientNet B0 to B7 (Tan, Le: EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks, 2019) with torchvision's names: mobile inverted bottlenecks with
/// squeeze-and-excitation and SiLU, scaled together in width and depth. Images from 1x1 (of use from about 32x32); classically 224 (B0) to 600 (B7) pixels.
/// </summary>
internal static class EfficientNet
{
    /// <summary>Width, depth and dropout of B0 to B7.</summary>
    private static readonly (double Width, double Depth, float Dropout)[] Scales =
    [
        (1.0, 1.0, 0.2f), (1.0, 1.1, 0.2f), (1.1, 1.2, 0.3f), (1.2, 1.4, 0.3f), (1.4, 1.8, 0.4f), (1.6, 2.2, 0.4f), (1.8, 2.6, 0.5f), (2.0, 3.1, 0.5f),
    ];

    /// <summary>The paper's table 1: expansion, kernel, stride, channels, repeats.</summary>
    private static readonly (int Expansion, int Kernel, int Stride, int Channels, int Repeats)[] Stages =
        [(1, 3, 1, 16, 1), (6, 3, 2, 24, 2), (6, 5, 2, 40, 2), (6, 3, 2, 80, 3), (6, 5, 1, 112, 3), (6, 5, 2, 192, 4), (6, 3, 1, 320, 1)];

    /// <summary>Probability that the last block's branch is dropped; earlier blocks' grow to it in proportion.</summary>
    private const float StochasticDepth = 0.2f;

    /// <param name="size">0 to 7.</param>
    public static Network Build(ImageShape image, int classCount, int size)
    {
        var (width, depth, dropout) = Scales[size];

        // Torchvision's B5 to B7 have the norms of the original TensorFlow code, the others PyTorch's defaults.
        var norm = size < 5 ? new BatchNormLayer() : new BatchNormLayer { Epsilon = 1e-3f, Momentum = 0.01f };
        int[] repeats = [.. Stages.Select(stage => (int)Math.Ceiling(stage.Repeats * depth))];
        int blocks = repeats.Sum(), block = 0;
        var builder = new NetworkBuilder(image);
        builder.Scope("features", features =>
        {
            features.Scope("0", stem => stem.ConvolutionNorm(ConvolutionBlocks.MakeDivisible(32 * width), 3, stride: 2, layer: norm).SiLU("2"));
            for (int i = 0; i < Stages.Length; i++)
            {
                var stage = Stages[i];
                int outputs = ConvolutionBlocks.MakeDivisible(stage.Channels * width);
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

            int last = ConvolutionBlocks.MakeDivisible(Stages[^1].Channels * width);
            features.Scope($"{Stages.Length + 1}", head => head.ConvolutionNorm(4 * last, 1, layer: norm).SiLU("2"));
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
        int inputs = builder.Current.Shape.Channels, hidden = ConvolutionBlocks.MakeDivisible(inputs * expansion);
        if (stride == 1 && inputs == outputs) builder.Residual(Body);
        else Body(builder);

        void Body(NetworkBuilder body)
        {
            body.Scope("block", scope =>
            {
                int index = 0;
                if (hidden != inputs) scope.Scope($"{index++}", expand => expand.ConvolutionNorm(hidden, 1, layer: norm).SiLU("2"));
                scope.Scope($"{index++}", depthwise => depthwise.ConvolutionNorm(hidden, kernel, stride, groups: hidden, layer: norm).SiLU("2"));
                scope.SqueezeExcitation(Math.Max(1, inputs / 4), new SiLULayer(), new SigmoidLayer(), $"{index++}");
                scope.Scope($"{index}", project => project.ConvolutionNorm(outputs, 1, layer: norm));
            });
            if (stride == 1 && inputs == outputs) body.StochasticDepth(dropProbability, "stochastic_depth");
        }
    }
}
