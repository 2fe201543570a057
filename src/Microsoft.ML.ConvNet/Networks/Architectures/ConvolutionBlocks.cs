namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>What several families are made of.</summary>
internal static class ConvolutionBlocks
{
    /// <summary>A convolution without bias that keeps the size at stride 1, with He's initial weights by fan-out, and batch normalisation.</summary>
    /// <param name="convolution">The convolution's name.</param>
    /// <param name="norm">The norm's name.</param>
    /// <param name="layer">The norm; null for PyTorch's defaults.</param>
    public static NetworkBuilder ConvolutionNorm(
        this NetworkBuilder builder, int channels, int kernel, int stride = 1, int groups = 1, string convolution = "0", string norm = "1", BatchNormLayer? layer = null) => builder
        .Append(
            new ConvolutionLayer(channels, kernel) { Stride = stride, Padding = kernel / 2, Groups = groups, HasBias = false, WeightInitializer = Initializer.HeNormalFanOut },
            convolution)
        .Append(layer ?? new BatchNormLayer(), norm);

    /// <summary>The two 3x3 convolutions of a residual network's basic block.</summary>
    public static NetworkBuilder BasicBody(this NetworkBuilder builder, int channels, int stride) => builder
        .ConvolutionNorm(channels, 3, stride, convolution: "conv1", norm: "bn1").ReLU("relu1")
        .ConvolutionNorm(channels, 3, convolution: "conv2", norm: "bn2");

    /// <summary>MobileNet's rounding of scaled channels: the nearest multiple of 8 that is at least 8 and not less than nine tenths of the number.</summary>
    public static int MakeDivisible(double channels)
    {
        const int divisor = 8;
        int rounded = Math.Max(divisor, (int)(channels + divisor / 2.0) / divisor * divisor);
        return rounded < 0.9 * channels ? rounded + divisor : rounded;
    }
}
