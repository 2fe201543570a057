namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>
/// MobileNet (Howard et al.: MobileNets: Efficient Convolutional Neural Networks for Mobile Vision Applications, 2017): a 3x3 convolution and 13 depthwise-separable ones. Images from 1x1
/// (of use from about 32x32), classically 224x224.
/// </summary>
internal static class MobileNetV1
{
    private static readonly (int Channels, int Stride)[] Layers =
        [(64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2), (512, 1), (512, 1), (512, 1), (512, 1), (512, 1), (1024, 2), (1024, 1)];

    /// <param name="width">The paper's width multiplier: 1 gives 4,231,976 parameters with 1000 classes.</param>
    public static Network Build(ImageShape image, int classCount, double width)
    {
        var builder = new NetworkBuilder(image);
        builder.Scope("features", features =>
        {
            features.Scope("0", stem => stem.ConvolutionNorm(Scaled(32), 3, stride: 2).ReLU("2"));
            for (int i = 0; i < Layers.Length; i++)
            {
                var (channels, stride) = Layers[i];
                features.Scope($"{i + 1}", block =>
                {
                    int inputs = block.Current.Shape.Channels;
                    block.ConvolutionNorm(inputs, 3, stride, groups: inputs).ReLU("2");
                    block.ConvolutionNorm(Scaled(channels), 1, convolution: "3", norm: "4").ReLU("5");
                });
            }
        });
        return builder
            .AdaptiveAveragePool(1, "avgpool").Flatten("flatten")
            .Append(new DenseLayer(classCount) { WeightInitializer = Initializer.NormalOf(0.01f) }, "classifier")
            .Build();

        int Scaled(int channels) => ConvolutionBlocks.MakeDivisible(channels * width);
    }
}
