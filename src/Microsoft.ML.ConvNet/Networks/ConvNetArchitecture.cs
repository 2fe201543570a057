namespace Microsoft.ML.ConvNet;

/// <summary>A family of networks: builds a <see cref="Network"/> for an image shape and a number of classes.</summary>
public sealed partial class ConvNetArchitecture
{
    private readonly Func<ImageShape, int, Network> _build;

    private ConvNetArchitecture(string name, Func<ImageShape, int, Network> build)
    {
        Name = name;
        _build = build;
    }

    /// <summary>LeNet-5 in its classic form: tanh and average pooling (LeCun et al., 1998), with a dense last layer. Images from 12x12.</summary>
    /// <remarks>Images of less than 32 pixels are padded by two pixels on each side, so 28x28 gives the same maps as the paper's 32x32.</remarks>
    public static ConvNetArchitecture LeNet5 { get; } = new("lenet5", Networks.Architectures.LeNet5.BuildClassic);

    /// <summary>LeNet-5 with ReLU and max pooling. Images from 12x12, padded as for <see cref="LeNet5"/>.</summary>
    public static ConvNetArchitecture LeNet5ReLU { get; } = new("lenet5_relu", Networks.Architectures.LeNet5.BuildReLU);

    /// <summary><see cref="LeNet5"/> with the paper's last layer: fixed codes of 1 and -1 for each class, scored by minus the squared distance from the 84 values before.</summary>
    public static ConvNetArchitecture LeNet5RadialBasis { get; } = new("lenet5_rbf", Networks.Architectures.LeNet5.BuildRadialBasis);

    /// <summary>A modern default for images of 28 to 64 pixels: 3x3 convolutions with batch normalisation. Images from 4x4.</summary>
    /// <remarks>
    /// (conv 3x3 BN ReLU) twice and max-pool 2 form a stage. There are stages of 32 and 64 channels, and further ones with twice the channels (at most 256) until the
    /// longer side of the map is at most 12 pixels; then dense 128, ReLU, dropout 0.5, dense K.
    /// </remarks>
    public static ConvNetArchitecture Small { get; } = new("small", Networks.Architectures.Small.Build);

    /// <summary>The name, for example <c>lenet5</c>.</summary>
    public string Name { get; }

    /// <summary>A user's own network.</summary>
    /// <param name="name">Shown in logs and summaries.</param>
    /// <param name="build">Builds the network for an image shape and a number of classes; its output must be (classes, 1, 1) and its input the image.</param>
    /// <exception cref="ArgumentException"><paramref name="name"/> is empty.</exception>
    public static ConvNetArchitecture Custom(string name, Func<ImageShape, int, Network> build)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(build);
        return new ConvNetArchitecture(name, build);
    }

    /// <summary>
    /// The default for images of this size. At present <see cref="Small"/> whatever the size: it grows with the image, is the most accurate of the built-in
    /// architectures, and takes the smallest images; LeNet-5 is there for comparison and for speed.
    /// </summary>
    /// <param name="image">Shape of the images.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is less than 1.</exception>
    public static ConvNetArchitecture ForImageSize(ImageShape image)
    {
        CheckImage(image);
        return Small;
    }

    /// <summary>
    /// Finds an architecture by its <see cref="Name"/>: one of <see cref="All"/>, one with a width (<c>mobilenet_v2_x0.5</c>, <c>small_x2</c>, <c>resnet20_x1.5</c>), or a pattern by its N, M and K
    /// (<c>pattern_2_3_1</c>). Case does not matter, and '-' and '_' are the same.
    /// </summary>
    /// <param name="name">For example <c>resnet18</c> or <c>VGG16-BN</c>.</param>
    /// <exception cref="ArgumentException">No such name; the message lists the known ones.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The width, or a number of the pattern, is out of range.</exception>
    public static ConvNetArchitecture Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string wanted = name.Trim().Replace('-', '_');
        return All.FirstOrDefault(architecture => string.Equals(architecture.Name, wanted, StringComparison.OrdinalIgnoreCase))
            ?? ParseNumbers(wanted.ToLowerInvariant())
            ?? throw new ArgumentException(
                $"There is no architecture '{name}'; the known ones are {string.Join(", ", All)}, small, resnet20 to resnet110, mobilenet_v1 and mobilenet_v2 with a width (mobilenet_v2_x0.5), and the "
                + "pattern of N convolutions, M stages and K dense layers (pattern_2_3_1).", nameof(name));
    }

    /// <summary>Builds the network.</summary>
    /// <param name="image">Shape of the images.</param>
    /// <param name="classCount">Number of classes K, or of other outputs: 1 for yes or no, one for each number of regression. At least 1.</param>
    /// <returns>A network whose output is (K, 1, 1), the logits.</returns>
    /// <exception cref="ArgumentOutOfRangeException">
    /// The image is too small (the message names the layer and the size that reached it), or an argument is out of range.
    /// </exception>
    /// <exception cref="InvalidOperationException">A user's own network has another input or output than asked for.</exception>
    public Network Build(ImageShape image, int classCount)
    {
        CheckImage(image);
        if (classCount < 1)
            throw new ArgumentOutOfRangeException(nameof(classCount), classCount, $"A network needs at least 1 output, but {classCount} were asked for.");
        Network network;
        try
        {
            network = _build(image, classCount);
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new ArgumentOutOfRangeException(
                $"Architecture '{Name}' cannot be built for images of {image} and {classCount} classes. {exception.Message}", exception);
        }

        if (network is null || network.InputShape != image || network.OutputShape != new ImageShape(classCount, 1, 1))
        {
            string made = network is null ? "nothing" : $"a network from {network.InputShape} to {network.OutputShape}";
            throw new InvalidOperationException($"Architecture '{Name}' was asked for a network from {image} to {classCount}x1x1, but built {made}.");
        }

        return network;
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    private static void CheckImage(ImageShape image)
    {
        if (!image.IsValid)
            throw new ArgumentOutOfRangeException(nameof(image), image, $"An image must have at least one channel, row and column, but is {image}.");
    }
}
