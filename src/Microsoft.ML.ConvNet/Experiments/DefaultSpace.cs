namespace Microsoft.ML.ConvNet.Experiments;

/// <summary>Which networks of <see cref="ConvNetSpace"/> suit images of a size, and so many classes.</summary>
internal static class DefaultSpace
{
    /// <summary>Longer sides are larger than what the networks for 32x32 images are meant for: their maps stay large, and their steps take long.</summary>
    private const int LongestSmallSide = 48, LongestMiddleSide = 96;

    /// <summary>More classes need more channels to tell them apart.</summary>
    private const int ManyClasses = 50;

    public static ConvNetSearchSpace Of(ImageShape image, int classCount)
    {
        if (!image.IsValid) throw new ArgumentOutOfRangeException(nameof(image), image, $"An image must have at least one channel, row and column, but is {image}.");
        if (classCount < 2) throw new ArgumentOutOfRangeException(nameof(classCount), classCount, $"A search needs at least 2 classes, but there are {classCount}.");
        int side = Math.Max(image.Height, image.Width);
        object[] networks = side switch
        {
            <= LongestSmallSide => ["small", "resnet20"],
            <= LongestMiddleSide => ["small", "resnet20", "mobilenet_v2"],
            _ => ["small", "mobilenet_v2", "resnet18"],
        };
        object[] widths = classCount < ManyClasses ? [0.75, 1.0, 1.5] : [1.0, 1.5, 2.0];
        var space = ConvNetSearchSpace.Of<ConvNetSpace>().WithChoice(nameof(ConvNetSpace.Architecture), networks).WithChoice(nameof(ConvNetSpace.Width), widths);

        // Pictures without colours are digits, letters and other signs as a rule, and half of the trials would be lost to their mirror images.
        return image.Channels > 1 ? space : space.WithValue($"{nameof(ConvNetSpace.Augmentation)}.{nameof(ConvNetSpace.AugmentationSpace.HorizontalFlip)}", false);
    }
}
