namespace Microsoft.ML.ConvNet.Networks.Architectures;

/// <summary>
/// LeNet-5 (LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document Recognition, 1998) with a dense last layer: conv 5x5-6, pool 2,
/// conv 5x5-16, pool 2, dense 120, dense 84, dense K. Classic: tanh and average pooling. Modern: ReLU and max pooling.
/// </summary>
internal static class LeNet5
{
    /// <summary>The paper's image size. Smaller images (MNIST's 28 pixels) are padded by two pixels, so that 28 gives the paper's maps.</summary>
    private const int ClassicSize = 32;

    public static Network BuildClassic(ImageShape image, int classCount) => Build(image, classCount, isClassic: true, hasRadialBasis: false);

    public static Network BuildReLU(ImageShape image, int classCount) => Build(image, classCount, isClassic: false, hasRadialBasis: false);

    public static Network BuildRadialBasis(ImageShape image, int classCount) => Build(image, classCount, isClassic: true, hasRadialBasis: true);

    private static Network Build(ImageShape image, int classCount, bool isClassic, bool hasRadialBasis)
    {
        var initializer = isClassic ? Initializer.GlorotUniform : Initializer.HeNormal;
        int vertical = image.Height < ClassicSize ? 2 : 0, horizontal = image.Width < ClassicSize ? 2 : 0;
        var builder = new NetworkBuilder(image);

        builder.Append(new ConvolutionLayer(6, 5) { Padding = new(vertical, horizontal, vertical, horizontal), WeightInitializer = initializer }, "conv1");
        Activate(1);
        Pool("pool1");
        builder.Append(new ConvolutionLayer(16, 5) { WeightInitializer = initializer }, "conv2");
        Activate(2);
        Pool("pool2");
        builder.Flatten("flatten");
        builder.Append(new DenseLayer(120) { WeightInitializer = initializer }, "fc1");
        Activate(3);
        builder.Append(new DenseLayer(84) { WeightInitializer = initializer }, "fc2");
        Activate(4);
        if (hasRadialBasis) builder.RadialBasis(classCount, trainable: false, "rbf");
        else builder.Append(new DenseLayer(classCount) { WeightInitializer = Initializer.GlorotUniform }, "fc3");
        return builder.Build();

        void Activate(int number) => _ = isClassic ? builder.Tanh($"tanh{number}") : builder.ReLU($"relu{number}");

        void Pool(string name) => _ = isClassic ? builder.AveragePool(2, name: name) : builder.MaxPool(2, name: name);
    }
}
