namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>
/// A modern default for images of 28 to 64 pixels. A stage is (conv 3x3 without bias, batch norm, ReLU) twice and max pooling by 2; two stages of 32 and 64
/// channels, then dense 128, ReLU, dropout 0.5, dense K.
/// </summary>
/// <remarks>
/// While the longer side of the map is more than 12 pixels another stage follows, with twice the channels up to 256: 28 and 32 pixels have two stages (7x7, 8x8),
/// 64 pixels three (8x8), 224 pixels five (7x7). In those further stages a side of one pixel is not pooled. The smallest image is 4x4.
/// </remarks>
internal static class Small
{
    private const int BaseStages = 2;
    private const int FirstChannels = 32;
    private const int MostChannels = 256;
    private const int DenseUnits = 128;
    private const int LongestFinalSide = 12;

    public static Network Build(ImageShape image, int classCount) => Build(image, classCount, width: 1);

    /// <param name="width">Factor of all channels, and of the units of the first dense layer.</param>
    public static Network Build(ImageShape image, int classCount, double width)
    {
        var builder = new NetworkBuilder(image);
        int layer = 0, channels = FirstChannels;
        for (int stage = 1; stage <= BaseStages || Math.Max(builder.Current.Shape.Height, builder.Current.Shape.Width) > LongestFinalSide; stage++)
        {
            for (int repeat = 0; repeat < 2; repeat++)
            {
                layer++;
                builder.Convolution(ConvolutionBlocks.MakeDivisible(channels * width), 3, padding: 1, bias: false, name: $"conv{layer}").BatchNorm($"bn{layer}").ReLU($"relu{layer}");
            }

            var map = builder.Current.Shape;
            var pool = stage <= BaseStages ? 2 : new Extent(Math.Min(2, map.Height), Math.Min(2, map.Width));
            builder.MaxPool(pool, name: $"pool{stage}");
            channels = Math.Min(2 * channels, MostChannels);
        }

        // Dense layers after ReLU and max pooling sum thousands of inputs that are all positive: with He's larger weights most units are dead after a few steps.
        return builder
            .Flatten("flatten")
            .Append(new DenseLayer(ConvolutionBlocks.MakeDivisible(DenseUnits * width)) { WeightInitializer = Initializer.Uniform }, "fc1").ReLU($"relu{layer + 1}").Dropout(0.5f, "dropout")
            .Append(new DenseLayer(classCount) { WeightInitializer = Initializer.Uniform }, "fc2")
            .Build();
    }
}
