namespace Microsoft.ML.ConvNet;

/// <summary>A family of networks: builds a <see cref="Network"/> for an image shape and a number of classes.</summary>
public sealed class ConvNetArchitecture
{
    /// <summary>LeNet-5 in its classic form: tanh and average pooling (LeCun et al., 1998).</summary>
    public static ConvNetArchitecture LeNet5 => throw new NotImplementedException();

    /// <summary>LeNet-5 with ReLU and max pooling.</summary>
    public static ConvNetArchitecture LeNet5ReLU => throw new NotImplementedException();

    /// <summary>A modern default for images of 28 to 64 pixels: 3x3 convolutions with batch normalisation.</summary>
    public static ConvNetArchitecture Small => throw new NotImplementedException();

    /// <summary>A user's own network.</summary>
    /// <param name="name">Shown in logs and summaries.</param>
    /// <param name="build">Builds the network for an image shape and a number of classes.</param>
    public static ConvNetArchitecture Custom(string name, Func<ImageShape, int, Network> build) => throw new NotImplementedException();

    /// <summary>All built-in architectures.</summary>
    public static IReadOnlyList<ConvNetArchitecture> All => throw new NotImplementedException();

    /// <summary>The default for images of this size.</summary>
    public static ConvNetArchitecture ForImageSize(ImageShape image) => throw new NotImplementedException();

    /// <summary>Finds a built-in architecture by name; case does not matter.</summary>
    /// <exception cref="ArgumentException">No such name; the message lists the known ones.</exception>
    public static ConvNetArchitecture Parse(string name) => throw new NotImplementedException();

    /// <summary>The name, for example <c>lenet5</c>.</summary>
    public string Name => throw new NotImplementedException();

    /// <summary>Builds the network.</summary>
    /// <param name="image">Shape of the images.</param>
    /// <param name="classCount">Number of classes K, at least 2.</param>
    /// <exception cref="ArgumentOutOfRangeException">The image is too small (the message names the layer and the size that reached it), or an argument is out of range.</exception>
    public Network Build(ImageShape image, int classCount) => throw new NotImplementedException();
}
